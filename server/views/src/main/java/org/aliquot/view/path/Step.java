package org.aliquot.view.path;

/** One step of a chain: from an item to those that the next step is given. */
interface Step {
    /**
     * @param next step of the chain that takes what this one finds
     * @return false: no more is wanted
     */
    boolean push(Object item, Frame frame, Sink out, Chain chain, int next);
}
