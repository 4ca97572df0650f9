using System.Globalization;

namespace VectorLoss.Training;

/// <summary>
/// How a net does on samples: their mean loss and, where they have labels, which classes it takes for which.
/// </summary>
public sealed class Evaluation
{
    private readonly int[] confusion;

    internal Evaluation(int classes, int[] confusion, int count, double loss)
    {
        this.confusion = confusion;
        (Classes, Count, Loss) = (classes, count, loss);
        for (int label = 0; label < classes; label++)
            Correct += this[label, label];
    }

    /// <summary>The number of classes; 0 where targets are numbers.</summary>
    public int Classes { get; }

    /// <summary>Samples that were looked at.</summary>
    public int Count { get; }

    /// <summary>Samples whose largest output is that of their label; of equal ones the first counts.</summary>
    public int Correct { get; }

    /// <summary><see cref="Correct"/> / <see cref="Count"/>; NaN where targets are numbers.</summary>
    public double Accuracy => Classes > 0 ? Correct / (double)Count : double.NaN;

    /// <summary>The mean loss of a sample.</summary>
    public double Loss { get; }

    /// <summary>All counts: classes × classes, label by row.</summary>
    internal IEnumerable<double> Confusion => confusion.Select(count => (double)count);

    /// <summary>How many samples of a label were taken for a class.</summary>
    /// <param name="label">The label, 0 to <see cref="Classes"/> − 1.</param>
    /// <param name="predicted">The class that the net named.</param>
    public int this[int label, int predicted] => confusion[(label * Classes) + predicted];

    /// <summary>The mean loss and, where samples have labels, how many are right.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"loss {Loss:G6}{(Classes > 0 ? $", {Correct} of {Count} right" : $" of {Count}")}");
}
