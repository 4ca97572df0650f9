using VectorLoss.Losses;

namespace VectorLoss.Catalogue;

/// <summary>The shapes of sequences, of their labels and lengths.</summary>
internal static class SequenceShapes
{
    /// <summary>Checks the dimensions of log-probabilities of sequences beside their labels and lengths.</summary>
    /// <exception cref="ArgumentException">One does not fit.</exception>
    public static void Check(LossCard card, RequestArrays arrays)
    {
        string Name(int input) => card.Inputs[input].Name;
        bool isLattice = card.Create.IsLattice;
        LossArray logs = arrays.Get(Name(0)), targets = arrays.Get(Name(1)), counts = arrays.Get(Name(3));
        int samples = arrays.Get(Name(2)).Values.Length;
        if (logs.Shape.Length != (isLattice ? 4 : 3))
            throw new ArgumentException($"{Name(0)} has shape {logs}; it must be "
                + (isLattice ? "samples × steps × (labels + 1) × classes." : "steps × samples × classes."), Name(0));
        if (counts.Values.Length != samples)
            throw new ArgumentException(
                $"{Name(3)} has shape {counts}; beside {Name(2)} it must be [{samples}], a number a sample.", Name(3));
        if (targets.Shape.Length > 1 && targets.Rows != samples)
            throw new ArgumentException(
                $"{Name(1)} has shape {targets}; beside {Name(2)} its dimension 0 must be {samples}.", Name(1));
        Require(isLattice ? 0 : 1, samples, "the samples", Name(2));
        if (isLattice)
            Require(2, 1 + (targets.Shape.Length > 1 ? targets.Columns : (int)counts.Values.DefaultIfEmpty().Max()),
                "the labels and one more", Name(1));

        void Require(int dimension, int length, string what, string beside)
        {
            if (logs.Shape[dimension] != length)
                throw new ArgumentException($"{Name(0)} has shape {logs}; beside {beside} dimension {dimension} "
                    + $"must be {length}, {what}.", Name(0));
        }
    }
}
