/**
 * For `bash`, at the start of a script: lets go of every descriptor from that number on. Whoever started us may have left
 * some open. In an instance, one of a folder would be a way out to the machine; in a process that outlives us, one of a pipe
 * keeps its reader waiting for ever. Other shells cannot name descriptors of two digits.
 */
export function closeDescriptorsFrom(first: number): string {
  return `for path in /proc/$$/fd/*; do
  if [ "\${path##*/}" -ge ${first} ]; then eval "exec \${path##*/}>&-"; fi
done
`;
}
