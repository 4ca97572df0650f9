using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Matrices;

namespace VectorLoss.Checking;

/// <summary>What an op may be recorded on.</summary>
internal sealed class OpBoard(Random random)
{
    public Tape<double> Tape { get; } = new();

    public Shape Full { get; } = new(random.Next(1, 6), random.Next(1, 12));

    public int Inner { get; } = random.Next(1, 9);

    public Shape Classes => new(Full.Rows, Full.Columns + 1);

    /// <summary>The full shape, or one with a side of 1 to be broadcast.</summary>
    public Shape Side() => new(random.Next(3) == 0 ? 1 : Full.Rows, random.Next(3) == 0 ? 1 : Full.Columns);

    public Axis? Axis() => random.Next(3) switch { 0 => Autodiff.Axis.Rows, 1 => Autodiff.Axis.Columns, _ => null };

    public Var Leaf(Shape shape, double low = -2, double high = 2)
    {
        Var leaf = Tape.Parameter(shape);
        Fill(leaf, low, high);
        return leaf;
    }

    public void Fill(Var leaf, double low, double high)
    {
        foreach (ref double value in Tape.Values(leaf))
            value = low + ((high - low) * random.NextDouble());
    }

    public Var Product()
    {
        bool first = random.Next(2) == 0, second = random.Next(2) == 0;
        Shape a = new(Full.Rows, Inner), b = new(Inner, Full.Columns);
        return Tape.MatMul(Leaf(first ? a.Transposed() : a), Leaf(second ? b.Transposed() : b), first, second);
    }

    public Var Layer()
    {
        bool transposed = random.Next(2) == 0;
        Shape weight = new(Inner, Full.Columns);
        return Tape.Linear(Leaf(new(Full.Rows, Inner)), Leaf(transposed ? weight.Transposed() : weight),
            Leaf(Shape.Row(Full.Columns)), (Activation)random.Next(4), transposed);
    }

    public Labels Labels() => Labels(Full.Rows, Classes.Columns);

    public Labels Labels(int count, int classes)
    {
        Labels labels = Tape.Labels(count);
        foreach (ref int label in Tape.Values(labels))
            label = random.Next(classes);
        return labels;
    }

    /// <summary>A whole exponent, or none.</summary>
    public int? Whole() => random.Next(2) == 0 ? random.Next(-1, 5) : null;

    /// <summary>A choice by a mask of zeros and ones, or by a comparison.</summary>
    public Var Choice()
    {
        Var mask = random.Next(4) switch
        {
            0 => Tape.Less(Leaf(Side()), Leaf(Side())),
            1 => Tape.LessOrEqual(Leaf(Side()), Leaf(Side())),
            2 => Tape.Equal(Leaf(Side()), Leaf(Side())),
            _ => Tape.Input(Side()),
        };
        if (Tape.IsLeaf(mask))
            foreach (ref double value in Tape.Values(mask))
                value = random.Next(2);
        return Tape.Where(mask, Leaf(Side()), Leaf(Side()));
    }

    public Var Part() => Tape.Slice(Leaf(Full), Range(Full.Rows), Range(Full.Columns));

    public Var Parts()
    {
        Axis axis = (Axis)random.Next(2);
        Var[] parts = new Var[random.Next(1, 4)];
        foreach (ref Var part in parts.AsSpan())
            part = Leaf(axis == Autodiff.Axis.Rows ? Full with { Rows = random.Next(1, 5) }
                : Full with { Columns = random.Next(1, 9) });
        return Tape.Concat(axis, parts);
    }

    private Range Range(int side)
    {
        int first = random.Next(side);
        return first..random.Next(first + 1, side + 1);
    }

    /// <summary>Weights, factors and a mask of the rows, or some of them, or none.</summary>
    public HeadOptions Batch() => new()
    {
        Weights = random.Next(2) == 0 ? null : Rows(_ => random.Next(4) == 0 ? 0 : 0.5 + random.NextDouble()),
        Factors = random.Next(2) == 0 ? null : Rows(_ => 3 * random.NextDouble() - 1.5),
        Mask = random.Next(2) == 0 ? null : Rows(_ => random.Next(3)),
        Unreduced = random.Next(2) == 0,
    };

    private Var Rows(Func<int, double> draw)
    {
        Var leaf = Tape.Input(Shape.Column(Full.Rows));
        Span<double> values = Tape.Values(leaf);
        for (int i = 0; i < values.Length; i++)
            values[i] = draw(i);
        return leaf;
    }

    public ClassLossOptions Options() => new()
    {
        LabelSmoothing = random.Next(2) * 0.1,
        Softcap = random.Next(2) * 5,
        LseSquareScale = random.Next(2) * 0.01,
        Ignore = random.Next(2) == 0 ? [] : [0],
        Empty = EmptyBatch.Zero,
        ClassWeights = random.Next(2) == 0 ? []
            : [.. Enumerable.Range(0, Classes.Columns).Select(_ => 0.5 + random.NextDouble())],
    };
}
