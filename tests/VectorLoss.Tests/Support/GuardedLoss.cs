using System.Numerics;
using VectorLoss.Batches;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Tests;

/// <summary>Calls the doors of any loss, once with each set of spans that it takes from a memory.</summary>
internal sealed class GuardedLoss<T>(LossRequest request, LossMemory memory) : ILossVisitor<double>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private LossArray Array(int index) => request.Inputs[request.Card.Inputs[index].Name];

    private int Columns => Array(0).Columns;

    private int Rows => Columns == 0 ? 0 : Array(0).Values.Length / Columns;

    private Span<T> Numbers(int index)
        => request.Card.Inputs.Count > index ? memory.Input<T>(Array(index).Values) : default;

    private Span<int> Labels(int index) => memory.Input<int>(Array(index).Values);

    // A ranking gives numbers where others give a label.
    private Span<int> ClassLabels()
        => request.Card.Inputs[1].Domain == Domain.Label ? Labels(1) : memory.Input<int>(new double[Rows]);

    private BatchOptions<T> Options(int count)
        => new()
        {
            Weights = memory.Input<T>([.. Enumerable.Repeat(0.5, count)]),
            Mask = memory.Marks(count),
            Empty = EmptyBatch.Zero
        };

    private ClassOptions<T> Classes() => new()
    {
        Batch = Options(Rows),
        ClassWeights = memory.Input<T>([.. Enumerable.Repeat(0.5, Columns)])
    };

    private LossGradients<T> Gradients(bool second = true, int third = 0) => new()
    {
        First = memory.Output<T>(Array(0).Values.Length),
        Second = second ? memory.Output<T>(Array(1).Values.Length) : default,
        Third = third > 0 ? memory.Output<T>(third) : default,
    };

    public double Point<TLoss>(TLoss loss) where TLoss : struct, IPointLoss
    {
        int count = Array(0).Values.Length;
        Span<T> predictions = Numbers(0), targets = Numbers(1);
        BatchOptions<T> options = Options(count);
        loss.Values(predictions, targets, memory.Output<T>(count), options);
        loss.Gradient(predictions, targets, memory.Output<T>(count), options);
        loss.TargetGradient(predictions, targets, memory.Output<T>(count), options);
        return loss.Value<TLoss, T>(predictions, targets, options)
            + loss.ValueAndGradient(predictions, targets, memory.Output<T>(count),
                default(BatchOptions<T>) with { Empty = EmptyBatch.Zero });
    }

    public double Triple<TLoss>(TLoss loss) where TLoss : struct, ITripleLoss
    {
        int count = Array(0).Values.Length;
        Span<T> first = Numbers(0), second = Numbers(1);
        double[] values = Array(2).Values;
        Span<T> third = memory.Input<T>([.. Enumerable.Range(0, count).Select(i => values[i % values.Length])]);
        Span<T> fourth = Numbers(3);
        BatchOptions<T> options = Options(count);
        loss.Values(first, second, third, fourth, memory.Output<T>(count), options);
        return loss.ValueAndGradient(first, second, third, fourth, Gradients(third: count), options);
    }

    public double Row<TLoss>(TLoss loss) where TLoss : struct, IRowLoss
    {
        bool labelled = request.Card.Inputs.Count > 2 && request.Card.Inputs[2].Kind == LossInputKind.PerRow;
        Span<T> third = Numbers(2);
        RowInputs<T> inputs = new()
        {
            First = Numbers(0),
            Second = Numbers(1),
            Third = labelled ? default : third,
            Labels = labelled ? third : default,
            Columns = Columns,
        };
        BatchOptions<T> options = Options(Rows);
        loss.Values(inputs, memory.Output<T>(Rows), options);
        return loss.ValueAndGradient(inputs, Gradients(), options);
    }

    public double Group<TLoss>(TLoss loss) where TLoss : struct, IGroupLoss
    {
        bool perRow = request.Card.Inputs[1].Kind == LossInputKind.PerRow;
        Span<T> second = Numbers(1);
        RowInputs<T> inputs = new()
        {
            First = Numbers(0),
            Second = perRow ? default : second,
            Labels = perRow ? second : default,
            Third = request.Card.HasThird ? Numbers(2) : default,
            FirstLengths = request.Card.HasLengths ? Numbers(2) : default,
            SecondLengths = request.Card.HasLengths ? Numbers(3) : default,
            Columns = Columns,
        };
        BatchOptions<T> options = Options(Rows);
        loss.Values(inputs, memory.Output<T>(Rows), options);
        return loss.ValueAndGradient(inputs, Gradients(request.Card.Inputs[1].Differentiable), options);
    }

    public double Label<TLoss>(TLoss loss) where TLoss : struct, ILabelLoss
    {
        Span<T> logits = Numbers(0);
        Span<int> labels = ClassLabels();
        ClassOptions<T> options = Classes();
        loss.Values(logits, Columns, labels, memory.Output<T>(Rows), options);
        loss.TargetGradient(logits, Columns, Distributions(), memory.Output<T>(logits.Length), options);
        loss.WeightGradient(logits, Columns, labels, memory.Output<T>(Columns), options);
        loss.WeightGradient(logits, Columns, Distributions(), memory.Output<T>(Columns),
            options with { LabelSmoothing = 0.5, Softcap = 2, LseSquareScale = 0.5 });
        return loss.ValueAndGradient(logits, Columns, labels, memory.Output<T>(logits.Length), options)
            + loss.ValueAndGradient(logits, Columns, Distributions(), memory.Output<T>(logits.Length), options);
    }

    public double Centred<TLoss>(TLoss loss) where TLoss : struct, ICentredLoss
    {
        Span<T> logits = Numbers(0);
        Span<int> labels = ClassLabels();
        ClassOptions<T> options = Classes();
        loss.Values(logits, Columns, labels, memory.Output<T>(Rows), options);
        loss.WeightGradient(logits, Columns, labels, memory.Output<T>(Columns), options);
        return loss.ValueAndGradient(logits, Columns, labels, memory.Output<T>(logits.Length), options);
    }

    public double LabelSet(MultilabelMargin loss)
    {
        Span<T> logits = Numbers(0);
        Span<int> labels = Labels(1);
        BatchOptions<T> options = Options(Rows);
        loss.Values(logits, Columns, labels, memory.Output<T>(Rows), options);
        return loss.ValueAndGradient(logits, Columns, labels, memory.Output<T>(logits.Length), options);
    }

    public double Contrast<TLoss>(TLoss loss) where TLoss : struct, IContrastLoss
    {
        RowInputs<T> inputs = new()
        {
            First = Numbers(0),
            Second = Numbers(1),
            Third = Numbers(2),
            Columns = Columns,
        };
        int queries = loss.Rule.Queries(Rows);
        BatchOptions<T> options = Options(queries);
        loss.Values(inputs, memory.Output<T>(queries), options);
        return loss.ValueAndGradient(inputs, Gradients(third: inputs.Third.Length), options);
    }

    public double Similarity<TLoss>(TLoss loss) where TLoss : struct, ISimilarityLoss
    {
        Span<T> rows = Numbers(0);
        Span<int> labels = Labels(1);
        BatchOptions<T> options = Options(Rows);
        if (TLoss.TakesTemperature)
        {
            Span<T> temperature = Numbers(2);
            loss.Values(rows, Columns, labels, temperature, memory.Output<T>(Rows), options);
            loss.ValueAndGradient(rows, Columns, labels, temperature,
                new LossGradients<T> { First = memory.Output<T>(rows.Length), Third = memory.Output<T>(1) }, options);
        }
        loss.Values(rows, Columns, labels, memory.Output<T>(Rows), options);
        return loss.ValueAndGradient(rows, Columns, labels, memory.Output<T>(rows.Length), options);
    }

    public double Sequence<TLoss>(TLoss loss) where TLoss : struct, ISequenceLoss
    {
        SequenceBatch<T> sequences = new()
        {
            LogProbabilities = Numbers(0),
            Classes = Columns,
            Labels = Labels(1),
            Steps = Labels(2),
            LabelCounts = Labels(3),
        };
        BatchOptions<T> options = Options(Array(2).Values.Length);
        loss.Values(sequences, memory.Output<T>(Array(2).Values.Length), options);
        return loss.ValueAndGradient(sequences, memory.Output<T>(Array(0).Values.Length), options);
    }

    private Span<T> Distributions() => memory.Input<T>([.. Enumerable.Repeat(1.0 / Columns, Rows * Columns)]);
}
