using VectorLoss.Checking;

namespace VectorLoss.Cli;

/// <summary>Faults that any gradient can have, made by changing a right one.</summary>
internal static class Mutations
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("sign", subject => After(subject, (g, _) => Scale(g, -1))),
        new("factor 2", subject => After(subject, (g, _) => Scale(g, 2))),
        new("factor ½", subject => After(subject, (g, _) => Scale(g, 0.5))),
        new("factor 1.001", subject => After(subject, (g, _) => Scale(g, 1.001))),
        new("1/N missing", subject => subject.MeanOver == 1 ? null
            : After(subject, (g, _) => Scale(g, subject.MeanOver))),
        new("1/N twice", subject => subject.MeanOver == 1 ? null
            : After(subject, (g, _) => Scale(g, 1.0 / subject.MeanOver))),
        new("all zero", subject => After(subject, (g, _) => g.Clear())),
        new("one element off by 1 %", subject => After(subject, (g, _) => g[Largest(g)] *= 1.01)),
        new("one element zero", subject => After(subject, (g, _) => g[Largest(g)] = 0)),
        new("tail lane dropped", subject => subject.Point.Length % 8 == 0 ? null
            : After(subject, (g, _) => g[(g.Length / 8 * 8)..].Clear())),
        new("shifted by one", subject => subject.Point.Length < 2 ? null : After(subject, (g, _) => Shift(g))),
        new("constant added", subject => After(subject, (g, _) => Add(g, 1e-3 * Math.Abs(g[Largest(g)])))),
        new("absolute value", subject => After(subject, (g, _) => Absolute(g))),
        new("not a number", subject => After(subject, (g, _) => g[0] = double.NaN)),
        new("last element not written", subject => (x, g) => { double kept = g[^1]; subject.Gradient(x, g);
            g[^1] = kept; }) { IsOfMemory = true },
        new("added instead of written", subject => (x, g) => { double[] own = new double[g.Length];
            subject.Gradient(x, own); for (int i = 0; i < g.Length; i++) g[i] += own[i]; }) { IsOfMemory = true },
        new("stale buffer", Stale) { IsOfMemory = true },
        new("other bits every time", Unsteady) { IsOfMemory = true },
        new("transposed", subject => subject.Shape.Rows < 2 || subject.Shape.Columns < 2 ? null
            : After(subject, (g, _) => Transpose(g, subject.Shape))),
        new("first row for all", subject => subject.Shape.Rows < 2 ? null
            : After(subject, (g, _) => Repeat(g, subject.Shape.Columns))),
        new("first row only", subject => subject.Shape.Rows < 2 ? null
            : After(subject, (g, _) => g[subject.Shape.Columns..].Clear())),
        new("columns averaged", subject => subject.Shape.Rows < 2 ? null
            : After(subject, (g, _) => Average(g, subject.Shape))),
        new("at another point", Nearby),
    ];

    private delegate void Change(Span<double> gradient, ReadOnlySpan<double> x);

    private static GradientFunction After(Subject subject, Change change) => (x, gradient) =>
    {
        subject.Gradient(x, gradient);
        change(gradient, x);
    };

    private static void Scale(Span<double> gradient, double factor)
    {
        foreach (ref double element in gradient)
            element *= factor;
    }

    private static void Add(Span<double> gradient, double term)
    {
        foreach (ref double element in gradient)
            element += term;
    }

    private static void Absolute(Span<double> gradient)
    {
        // Where every element is positive already, the sign is the fault.
        bool positive = gradient.IndexOfAnyExceptInRange(0, double.MaxValue) < 0;
        foreach (ref double element in gradient)
            element = positive ? -Math.Abs(element) : Math.Abs(element);
    }

    private static void Shift(Span<double> gradient)
    {
        double last = gradient[^1];
        gradient[..^1].CopyTo(gradient[1..]);
        gradient[0] = last;
    }

    private static void Transpose(Span<double> gradient, (int Rows, int Columns) shape)
    {
        double[] kept = gradient.ToArray();
        for (int i = 0; i < kept.Length; i++)
            gradient[(i % shape.Columns * shape.Rows) + (i / shape.Columns)] = kept[i];
    }

    private static void Repeat(Span<double> gradient, int columns)
    {
        for (int i = columns; i < gradient.Length; i++)
            gradient[i] = gradient[i - columns];
    }

    private static void Average(Span<double> gradient, (int Rows, int Columns) shape)
    {
        for (int column = 0; column < shape.Columns; column++)
        {
            double sum = 0;
            for (int i = column; i < gradient.Length; i += shape.Columns)
                sum += gradient[i];
            for (int i = column; i < gradient.Length; i += shape.Columns)
                gradient[i] = sum / shape.Rows;
        }
    }

    // Null where the slope does not change, such as on the branches of |x|: then nothing is wrong.
    private static GradientFunction? Nearby(Subject subject)
    {
        double[] near = Array.ConvertAll(subject.Point, x => x * (1 + 1e-4)), here = new double[near.Length],
            there = new double[near.Length];
        subject.Gradient(subject.Point, here);
        subject.Gradient(near, there);
        return here.AsSpan().SequenceEqual(there) ? null : (x, g) => there.CopyTo(g);
    }

    private static GradientFunction Stale(Subject subject)
    {
        // A buffer of the pass before the first: whatever it held then is what it gives.
        double[] buffer = new double[subject.Point.Length];
        return (x, gradient) =>
        {
            buffer.CopyTo(gradient);
            subject.Gradient(x, buffer);
        };
    }

    private static GradientFunction Unsteady(Subject subject)
    {
        int calls = 0;
        return (x, gradient) =>
        {
            subject.Gradient(x, gradient);
            gradient[Largest(gradient)] *= 1 + (1e-13 * calls++);
        };
    }

    private static int Largest(ReadOnlySpan<double> gradient)
    {
        int largest = 0;
        for (int i = 1; i < gradient.Length; i++)
            if (Math.Abs(gradient[i]) > Math.Abs(gradient[largest]))
                largest = i;
        return largest;
    }
}
