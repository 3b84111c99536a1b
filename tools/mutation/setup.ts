import fc from 'fast-check';

/** That a test fails is enough here: nobody reads the smallest example. */
fc.configureGlobal({ endOnFailure: true });
