namespace VectorLoss.Training;

/// <summary>How a net does on labelled images.</summary>
public sealed class Evaluation
{
    private readonly int[] confusion;

    internal Evaluation(int classes, int[] confusion, double loss)
    {
        this.confusion = confusion;
        (Classes, Loss) = (classes, loss);
        foreach (int images in confusion)
            Count += images;
        for (int label = 0; label < classes; label++)
            Correct += this[label, label];
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Images that were looked at.</summary>
    public int Count { get; }

    /// <summary>Images whose largest logit is that of their label; of equal logits the first counts.</summary>
    public int Correct { get; }

    /// <summary><see cref="Correct"/> / <see cref="Count"/>.</summary>
    public double Accuracy => Correct / (double)Count;

    /// <summary>The mean loss of an image.</summary>
    public double Loss { get; }

    /// <summary>All counts: classes × classes, label by row.</summary>
    internal IEnumerable<double> Confusion => confusion.Select(count => (double)count);

    /// <summary>How many images of a label were taken for a class.</summary>
    /// <param name="label">The label, 0 to <see cref="Classes"/> − 1.</param>
    /// <param name="predicted">The class that the net named.</param>
    public int this[int label, int predicted] => confusion[(label * Classes) + predicted];
}
