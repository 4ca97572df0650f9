using System.Numerics;

namespace VectorLoss.Training;

/// <summary>The class that scores name: the index of the largest one; of equal ones the first.</summary>
public static class Argmax
{
    /// <summary>The index of the largest of one row of scores.</summary>
    /// <param name="scores">One number a class, such as the logits of one image; at least one.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <returns>0 to length − 1. A NaN is never larger than another number.</returns>
    public static int Of<T>(ReadOnlySpan<T> scores) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
            best = scores[i] > scores[best] ? i : best;
        return best;
    }

    /// <summary>The number of rows whose largest score is that of their label.</summary>
    /// <param name="scores">labels × classes numbers, row-major.</param>
    /// <param name="labels">One class index a row.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException">The scores are not one whole row for each label.</exception>
    public static int Correct<T>(ReadOnlySpan<T> scores, ReadOnlySpan<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (labels.Length == 0 ? scores.Length > 0 : scores.Length % labels.Length != 0)
            throw new ArgumentException($"{scores.Length} scores are no {labels.Length} whole rows.", nameof(scores));
        int classes = labels.Length == 0 ? 0 : scores.Length / labels.Length, correct = 0;
        for (int row = 0; row < labels.Length; row++)
            correct += Of(scores.Slice(row * classes, classes)) == labels[row] ? 1 : 0;
        return correct;
    }
}
