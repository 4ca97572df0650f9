using System.Numerics;

namespace VectorLoss.Kernels;

/// <summary>A checked batch of rows with their targets: which rows count, with what weight, and what their sum is divided by.</summary>
internal readonly ref struct ClassBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly ReadOnlySpan<T> Logits;
    public readonly int Classes;
    public readonly int Rows;
    public readonly ReadOnlySpan<int> Labels;
    public readonly ReadOnlySpan<T> Targets;
    public readonly ClassOptions<T> Options;
    public readonly Batch Batch;

    /// <summary>Whether every row counts.</summary>
    public readonly bool All;

    /// <summary>A batch whose targets are labels.</summary>
    /// <exception cref="ArgumentException">A length, label or option does not fit.</exception>
    public ClassBatch(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, scoped in ClassOptions<T> options)
        : this(logits, classes, options)
    {
        Labels = labels;
        All = options.Mask.IsEmpty && options.Ignore.IsEmpty;
        Require.SameLength(labels.Length, Rows, nameof(labels), "rows of logits");
        for (int row = 0; row < Rows; row++)
            if ((uint)labels[row] >= (uint)classes && Counts(row))
                throw new ArgumentException($"labels[{row}] is {labels[row]}; there are {classes} classes.", nameof(labels));
        Batch = Count();
    }

    /// <summary>A batch whose targets are distributions.</summary>
    /// <exception cref="ArgumentException">A length or option does not fit.</exception>
    public ClassBatch(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<T> targets, scoped in ClassOptions<T> options)
        : this(logits, classes, options)
    {
        Targets = targets;
        All = options.Mask.IsEmpty;
        Require.SameLength(targets.Length, logits.Length, nameof(targets), nameof(logits));
        Batch = Count();
    }

    private ClassBatch(ReadOnlySpan<T> logits, int classes, scoped in ClassOptions<T> options)
    {
        Logits = logits;
        Classes = classes;
        Rows = Require.Rows(logits.Length, classes, nameof(logits));
        Options = options;
        Require.SameLengthOrEmpty(options.ClassWeights.Length, classes, nameof(options.ClassWeights), nameof(classes));
        Require.SameLengthOrEmpty(options.SampleWeights.Length, Rows, nameof(options.SampleWeights), "rows of logits");
        Require.SameLengthOrEmpty(options.Mask.Length, Rows, nameof(options.Mask), "rows of logits");
        Require.SameLengthOrEmpty(options.LogSumExp.Length, Rows, nameof(options.LogSumExp), "rows of logits");
        Require.Weights(options.ClassWeights);
        Require.Weights(options.SampleWeights);
        Require.Within(options.LabelSmoothing, 0, 1);
        Require.Within(options.Softcap, 0, double.MaxValue);
        Require.Within(options.LseSquareScale, 0, double.MaxValue);
    }

    /// <summary>Whether the row is neither masked nor ignored.</summary>
    public bool Counts(int row)
        => All || ((Options.Mask.IsEmpty || Options.Mask[row]) && (Labels.IsEmpty || !Options.Ignore.Contains(Labels[row])));

    /// <summary>The row's own weight.</summary>
    public T SampleWeight(int row) => Options.SampleWeights.IsEmpty ? T.One : Options.SampleWeights[row];

    /// <summary>A class's weight.</summary>
    public T ClassWeight(int label) => Options.ClassWeights.IsEmpty ? T.One : Options.ClassWeights[label];

    private Batch Count()
    {
        bool byWeights = Options.Reduction.NeedsWeights;
        bool byClass = !Options.ClassWeights.IsEmpty && (byWeights || Options.Divisor == ClassDivisor.ClassWeights
            || (Options.Divisor == ClassDivisor.PyTorch && Targets.IsEmpty));
        if (All && !byWeights && !byClass)
            return Batch.Of(Rows, Options.Reduction.Of(Rows, Rows), Options.Empty);
        double count = 0, total = 0;
        for (int row = 0; row < Rows; row++)
        {
            if (!Counts(row))
                continue;
            count++;
            total += (byClass ? TargetWeight(row) : 1) * (byWeights ? double.CreateTruncating(SampleWeight(row)) : 1);
        }
        return Batch.Of(count, Options.Reduction.Of(total, total), Options.Empty);
    }

    private double TargetWeight(int row)
    {
        if (Targets.IsEmpty)
            return double.CreateTruncating(ClassWeight(Labels[row]));
        double total = 0;
        ReadOnlySpan<T> target = Targets.Slice(row * Classes, Classes);
        for (int c = 0; c < target.Length; c++)
            total += double.CreateTruncating(Options.ClassWeights[c]) * double.CreateTruncating(target[c]);
        return total;
    }
}
