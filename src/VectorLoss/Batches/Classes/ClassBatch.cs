using System.Numerics;
using VectorLoss.Losses;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A checked batch of rows with their targets: which rows count, with what weight, and what their sum is divided by.
/// </summary>
internal readonly ref struct ClassBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly ReadOnlySpan<T> Logits;
    public readonly int Classes;
    public readonly int Rows;
    public readonly ReadOnlySpan<int> Labels;
    public readonly ReadOnlySpan<T> Targets;
    public readonly ClassOptions<T> Options;
    public readonly BatchDivisor Batch;

    /// <summary>Whether every row counts.</summary>
    public readonly bool All;

    /// <summary>
    /// A batch whose targets are labels. By PyTorch's convention their mean is over class weights, in the losses
    /// where it has them so.
    /// </summary>
    /// <exception cref="ArgumentException">A length, label or option does not fit.</exception>
    public ClassBatch(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, scoped in ClassOptions<T> options,
        bool labelsMeanWeights = true)
        : this(Require.Rows(logits.Length, classes, nameof(logits)), classes, labels, options, labelsMeanWeights)
    {
        Logits = logits;
        Require.Apart(options.LogSumExp, logits, nameof(options.LogSumExp), nameof(logits));
    }

    /// <summary>A batch whose targets are distributions.</summary>
    /// <exception cref="ArgumentException">A length or option does not fit.</exception>
    public ClassBatch(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<T> targets, scoped in ClassOptions<T> options)
        : this(Require.Rows(logits.Length, classes, nameof(logits)), classes, targets, options)
    {
        Logits = logits;
        Require.Apart(options.LogSumExp, logits, nameof(options.LogSumExp), nameof(logits));
    }

    /// <summary>A batch of labels whose logits come piece by piece: see <see cref="Piece"/>.</summary>
    /// <exception cref="ArgumentException">A length, label or option does not fit.</exception>
    public ClassBatch(
        int rows, int classes, ReadOnlySpan<int> labels, scoped in ClassOptions<T> options,
        bool labelsMeanWeights = true)
        : this(rows, classes, options)
    {
        Labels = labels;
        All = options.Mask.IsEmpty && options.Ignore.IsEmpty;
        Require.SameLength(labels.Length, rows, nameof(labels), "rows of logits");
        // The search looks at many labels at once; which row is wrong is only asked where one may be.
        bool doubtful = labels.ContainsAnyExceptInRange(0, classes - 1);
        for (int row = 0; doubtful && row < rows; row++)
            if ((uint)labels[row] >= (uint)classes && Counts(row))
                throw new ArgumentException($"labels[{row}] is {labels[row]}; there are {classes} classes.",
                    nameof(labels));
        Batch = Count(labelsMeanWeights);
    }

    /// <summary>A batch of distributions whose logits come piece by piece: see <see cref="Piece"/>.</summary>
    /// <exception cref="ArgumentException">A length or option does not fit.</exception>
    public ClassBatch(int rows, int classes, ReadOnlySpan<T> targets, scoped in ClassOptions<T> options)
        : this(rows, classes, options)
    {
        Targets = targets;
        All = options.Mask.IsEmpty;
        if (targets.Length != (long)rows * classes)
            throw new ArgumentException(
                $"targets has {targets.Length} elements; {rows} rows of {classes} classes are needed.",
                nameof(targets));
        Batch = Count(false);
    }

    private ClassBatch(int rows, int classes, scoped in ClassOptions<T> options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads);
        Classes = classes;
        Rows = rows;
        Options = options;
        Require.SameLengthOrEmpty(options.ClassWeights.Length, classes, nameof(options.ClassWeights), nameof(classes));
        Require.SameLengthOrEmpty(options.SampleWeights.Length, rows, nameof(options.SampleWeights), "rows of logits");
        Require.SameLengthOrEmpty(options.Mask.Length, rows, nameof(options.Mask), "rows of logits");
        Require.SameLengthOrEmpty(options.LogSumExp.Length, rows, nameof(options.LogSumExp), "rows of logits");
        Require.Weights(options.ClassWeights);
        Require.Weights(options.SampleWeights);
        Option.Within(options.LabelSmoothing, 0, 1);
        Option.NonNegative(options.Softcap);
        Option.NonNegative(options.LseSquareScale);
    }

    private ClassBatch(scoped in ClassBatch<T> whole, ReadOnlySpan<T> logits, int start)
    {
        Logits = logits;
        Classes = whole.Classes;
        Rows = logits.Length / Classes;
        Labels = whole.Labels.IsEmpty ? default : whole.Labels.Slice(start, Rows);
        Targets = whole.Targets.IsEmpty ? default : whole.Targets.Slice(start * Classes, Rows * Classes);
        Options = whole.Options.Piece(start, Rows);
        Batch = whole.Batch;
        All = whole.All;
    }

    /// <summary>
    /// The rows from <paramref name="start"/> on for which there are logits; reduced as the whole batch is.
    /// </summary>
    public ClassBatch<T> Piece(ReadOnlySpan<T> logits, int start) => new(this, logits, start);

    /// <summary>Whether the row is neither masked nor ignored.</summary>
    public bool Counts(int row)
        => All || ((Options.Mask.IsEmpty || Options.Mask[row])
        && (Labels.IsEmpty || !Options.Ignore.Contains(Labels[row])));

    /// <summary>The row's own weight.</summary>
    public T SampleWeight(int row) => Options.SampleWeights.IsEmpty ? T.One : Options.SampleWeights[row];

    /// <summary>A class's weight.</summary>
    public T ClassWeight(int label) => Options.ClassWeights.IsEmpty ? T.One : Options.ClassWeights[label];

    /// <summary>A gradient has the shape of the logits, and is their span or apart from all inputs.</summary>
    public void CheckGradient(Span<T> gradient)
    {
        Require.SameLength(gradient.Length, Logits.Length, nameof(gradient), "logits");
        Require.SameOrApart(gradient, Logits, nameof(gradient), "logits");
        CheckOutput(gradient, nameof(gradient));
    }

    /// <summary>Values are one a row, apart from all inputs.</summary>
    public void CheckValues(Span<T> values)
    {
        Require.SameLength(values.Length, Rows, nameof(values), "rows of logits");
        Require.Apart(values, Logits, nameof(values), "logits");
        CheckOutput(values, nameof(values));
    }

    /// <summary>An output is apart from the targets, the weights and the log-sum-exps.</summary>
    public void CheckOutput(Span<T> output, string name)
    {
        Require.Apart(output, Targets, name, "targets");
        Require.Apart(output, Options.ClassWeights, name, nameof(Options.ClassWeights));
        Require.Apart(output, Options.SampleWeights, name, nameof(Options.SampleWeights));
        Require.Apart(Options.LogSumExp, output, nameof(Options.LogSumExp), name);
    }

    /// <summary>What belongs to a softmax, in a loss that has none.</summary>
    /// <exception cref="ArgumentException">It is asked for.</exception>
    public void RefuseSoftmaxOptions()
    {
        Refuse(Options.Softcap != 0, nameof(Options.Softcap), "the loss has no softmax");
        Refuse(Options.LseSquareScale != 0, nameof(Options.LseSquareScale), "the loss has no softmax");
        Refuse(!Options.LogSumExp.IsEmpty, nameof(Options.LogSumExp), "the loss has no softmax");
    }

    /// <summary>What belongs to target distributions, in a loss of labels only.</summary>
    /// <exception cref="ArgumentException">It is asked for.</exception>
    public void RefuseDistributions()
    {
        Refuse(!Targets.IsEmpty, "targets", "the loss takes labels only");
        Refuse(Options.LabelSmoothing != 0, nameof(Options.LabelSmoothing), "the loss takes labels only");
    }

    private static void Refuse(bool asked, string name, string why)
    {
        if (asked)
            throw new ArgumentException($"{name} is given, but {why}.", name);
    }

    private BatchDivisor Count(bool labelsMeanWeights)
    {
        bool byWeights = Options.Reduction.NeedsWeights;
        bool byClass = !Options.ClassWeights.IsEmpty && (byWeights || Options.Divisor == ClassDivisor.ClassWeights
            || (Options.Divisor == ClassDivisor.PyTorch && labelsMeanWeights));
        if (All && !byWeights && !byClass)
            return BatchDivisor.Of(Rows, Options.Reduction.Of(Rows, Rows), Options.Empty);
        double count = 0, total = 0;
        for (int row = 0; row < Rows; row++)
        {
            if (!Counts(row))
                continue;
            count++;
            total += (byClass ? TargetWeight(row) : 1) * (byWeights ? double.CreateTruncating(SampleWeight(row)) : 1);
        }
        return BatchDivisor.Of(count, Options.Reduction.Of(total, total), Options.Empty);
    }

    /// <summary>Σ weight·target of a row, before smoothing.</summary>
    public double TargetWeight(int row)
    {
        if (Targets.IsEmpty)
            return double.CreateTruncating(ClassWeight(Labels[row]));
        if (Options.ClassWeights.IsEmpty)
            return 1;
        double total = 0;
        ReadOnlySpan<T> target = Targets.Slice(row * Classes, Classes);
        for (int c = 0; c < target.Length; c++)
            total += double.CreateTruncating(Options.ClassWeights[c]) * double.CreateTruncating(target[c]);
        return total;
    }
}
