using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Lanes;
using VectorLoss.Rows;
using VectorLoss.Spans;

namespace VectorLoss.Batches;

/// <summary>
/// A checked batch of rows with their targets: which rows count, with what weight, and what their sum is divided by.
/// </summary>
internal readonly ref struct ClassBatch<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly ReadOnlySpan<T> Logits;

    /// <summary>Where rows lie: those of the logits, of a gradient, and of target distributions.</summary>
    public readonly RowPlaces Places;
    public readonly int Classes;
    public readonly int Rows;
    public readonly ReadOnlySpan<int> Labels;
    public readonly ReadOnlySpan<T> Targets;
    public readonly ClassOptions<T> Options;

    private readonly ReadOnlySpan<bool> mask;

    /// <summary>Whether every row counts.</summary>
    public readonly bool All;

    /// <summary>A batch whose targets are labels.</summary>
    /// <exception cref="ArgumentException">A length, label or option does not fit.</exception>
    public ClassBatch(
        ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<int> labels, scoped in ClassOptions<T> options)
        : this(classes.Places(logits.Length, nameof(logits)), labels, options)
    {
        Logits = logits;
        Require.Apart(options.LogSumExp, logits, nameof(options.LogSumExp), nameof(logits));
    }

    /// <summary>A batch whose targets are distributions.</summary>
    /// <exception cref="ArgumentException">A length or option does not fit.</exception>
    public ClassBatch(
        ReadOnlySpan<T> logits, ClassAxis classes, ReadOnlySpan<T> targets, scoped in ClassOptions<T> options)
        : this(classes.Places(logits.Length, nameof(logits)), targets, options)
    {
        Logits = logits;
        Require.Apart(options.LogSumExp, logits, nameof(options.LogSumExp), nameof(logits));
    }

    /// <summary>A batch of labels whose logits come piece by piece: see <see cref="Plain"/>.</summary>
    /// <exception cref="ArgumentException">A length, label or option does not fit.</exception>
    public ClassBatch(scoped in RowPlaces places, ReadOnlySpan<int> labels, scoped in ClassOptions<T> options)
        : this(places, options)
    {
        (int rows, int classes) = (Rows, Classes);
        Labels = labels;
        All = mask.IsEmpty && options.Ignore.IsEmpty;
        Require.SameLength(labels.Length, rows, nameof(labels), "rows of logits");
        Require.Apart(options.LogSumExp, labels, nameof(options.LogSumExp), nameof(labels));
        // The search looks at many labels at once; which row is wrong is only asked where one may be.
        bool doubtful = labels.ContainsAnyExceptInRange(0, classes - 1);
        for (int row = 0; doubtful && row < rows; row++)
            if ((uint)labels[row] >= (uint)classes && Counts(row))
                throw new ArgumentException(
                    $"labels[{row}] is {labels[row]}; there are {classes} classes.", nameof(labels));
    }

    /// <summary>A batch of distributions whose logits come piece by piece: see <see cref="Plain"/>.</summary>
    /// <exception cref="ArgumentException">A length or option does not fit.</exception>
    public ClassBatch(scoped in RowPlaces places, ReadOnlySpan<T> targets, scoped in ClassOptions<T> options)
        : this(places, options)
    {
        Targets = targets;
        All = mask.IsEmpty;
        if (targets.Length != places.Length)
            throw new ArgumentException(
                $"targets has {targets.Length} elements; {Rows} rows of {Classes} classes are needed.",
                nameof(targets));
        Require.Apart(options.LogSumExp, targets, nameof(options.LogSumExp), nameof(targets));
    }

    /// <summary>A batch of rows whose targets are elsewhere.</summary>
    /// <exception cref="ArgumentException">An option does not fit.</exception>
    public ClassBatch(scoped in RowPlaces places, scoped in ClassOptions<T> options)
    {
        options.Check(places.Rows, places.Classes);
        (Places, Rows, Classes) = (places, places.Rows, places.Classes);
        Options = options;
        mask = options.Batch.Mask;
    }

    private ClassBatch(scoped in ClassBatch<T> whole, scoped in RowPlaces places, ReadOnlySpan<T> logits,
        ReadOnlySpan<T> targets, int start)
    {
        (Places, Rows, Classes) = (places, places.Rows, places.Classes);
        Logits = logits;
        Targets = targets;
        Labels = whole.Labels.IsEmpty ? default : whole.Labels.Slice(start, Rows);
        Options = whole.Options.Piece(start, Rows);
        mask = Options.Batch.Mask;
        All = whole.All;
    }

    /// <summary>Some of the rows where they lie.</summary>
    public ClassBatch<T> Piece(int start, int rows) => new(this, Places.Piece(start, rows),
        Places.Part(Logits, start, rows), Places.Part(Targets, start, rows), start);

    /// <summary>The rows from <paramref name="start"/> on, whose numbers lie elsewhere, one row after
    /// another.</summary>
    public ClassBatch<T> Plain(int start, int rows, ReadOnlySpan<T> logits, ReadOnlySpan<T> targets)
        => new(this, RowPlaces.Plain(rows, Classes), logits, targets, start);

    /// <summary>Whether the row is neither masked nor ignored.</summary>
    [MethodImpl(Compiled.Early)]
    public bool Counts(int row)
        => All || ((mask.IsEmpty || mask[row]) && (Labels.IsEmpty || !Options.Ignores(Labels[row])));

    /// <summary>Where the number of a class of a row lies.</summary>
    public int At(int row, int c) => Places.At(row) + c * Places.ClassStride;

    /// <summary>The row's own weight times its factor.</summary>
    public T SampleWeight(int row) => Options.Batch.Multiplier(row);

    /// <summary>A class's weight.</summary>
    public T ClassWeight(int label) => Options.ClassWeights.IsEmpty ? T.One : Options.ClassWeights[label];

    /// <summary>Σ weight·target of a row, before smoothing.</summary>
    public double TargetWeight(int row)
    {
        if (Targets.IsEmpty)
            return double.CreateTruncating(ClassWeight(Labels[row]));
        if (Options.ClassWeights.IsEmpty)
            return 1;
        double total = 0;
        for (int c = 0, at = Places.At(row); c < Classes; c++, at += Places.ClassStride)
            total += double.CreateTruncating(Options.ClassWeights[c]) * double.CreateTruncating(Targets[at]);
        return total;
    }

    /// <summary>Whether the class weights of targets are what a mean over the rows is divided by.</summary>
    public bool WeighsDivisor(bool labelsMeanWeights) => !Options.ClassWeights.IsEmpty
        && (Options.Batch.Reduction.NeedsWeights || Options.Divisor == ClassDivisor.ClassWeights
            || (Options.Divisor == ClassDivisor.PyTorch && labelsMeanWeights && Targets.IsEmpty));

    /// <summary>
    /// What the sum of the rows is divided by. By PyTorch's convention the mean of labels is over class weights, in the
    /// losses where it has them so: <paramref name="labelsMeanWeights"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row counts and the options refuse that.</exception>
    [MethodImpl(Compiled.Early)]
    public BatchDivisor Divisor(bool labelsMeanWeights = true)
    {
        Reduction reduction = Options.Batch.Reduction;
        ReadOnlySpan<T> weights = reduction.NeedsWeights ? Options.Batch.Weights : default;
        bool byWeights = reduction.NeedsWeights;
        bool byClass = WeighsDivisor(labelsMeanWeights);
        if (All && !byWeights && !byClass)
            return BatchDivisor.Of(Rows, reduction.Of(Rows, Rows), Options.Batch.Empty);
        double count = 0, total = 0;
        for (int row = 0; row < Rows; row++)
        {
            if (!Counts(row))
                continue;
            count++;
            total += (byClass ? TargetWeight(row) : 1)
                * (weights.IsEmpty ? 1 : double.CreateTruncating(weights[row]));
        }
        return BatchDivisor.Of(count, reduction.Of(total, total), Options.Batch.Empty);
    }

    /// <summary>A gradient has the shape of the logits, and is their span or apart from all inputs.</summary>
    public void CheckGradient(Span<T> gradient)
    {
        Require.SameLength(gradient.Length, Logits.Length, nameof(gradient), "logits");
        Require.SameOrApart(gradient, Logits, nameof(gradient), "logits");
        CheckApart(gradient, nameof(gradient));
    }

    /// <summary>Values are one a row, apart from all inputs.</summary>
    public void CheckValues(Span<T> values)
    {
        Require.SameLength(values.Length, Rows, nameof(values), "rows of logits");
        Require.Apart(values, Logits, nameof(values), "logits");
        CheckApart(values, nameof(values));
    }

    /// <summary>Refuses an output that touches a target, an option or the log-sum-exps.</summary>
    public void CheckApart<TOutput>(Span<TOutput> output, string name) where TOutput : unmanaged
    {
        Require.Apart(output, Labels, name, "labels");
        Require.Apart(output, Targets, name, "targets");
        Options.CheckApart(output, name);
        Require.Apart(Options.LogSumExp, (ReadOnlySpan<TOutput>)output, nameof(Options.LogSumExp), name);
    }
}
