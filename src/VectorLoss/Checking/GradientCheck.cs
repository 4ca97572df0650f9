using System.Numerics;
using System.Runtime.CompilerServices;
using VectorLoss.Autodiff;

namespace VectorLoss.Checking;

/// <summary>Checks gradients against derivatives with error bars, and gives a verdict on every element.</summary>
/// <remarks>
/// <para>An element passes when it lies within a few error bars of a derivative that was extrapolated from differences,
/// and the bar is narrow. It fails when two measurements with different steps both exclude it, and neither jumps of the
/// function nearby nor rounded numbers explain that. What double precision cannot tell is inconclusive, with the
/// reason. No verdict rests on steps of one size: the scale at which the function
/// varies is looked for from the size of the point down to neighbouring numbers, and a short step confirms a long one.
/// The bar follows from the noise that the function shows along the coordinate itself, so elements of different units
/// do not hide each other. No tolerance is absolute: a gradient of 1e-9 that should be 2e-9 fails.</para>
/// <para>The function is also called twice, and the gradient into memory that was filled first with NaN and then with a
/// number: other bits the second time, or an element left unwritten, are verdicts too.</para>
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks the gradient of any function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="gradient">Its gradient, under test.</param>
    /// <param name="x">The point.</param>
    /// <param name="options">The options, or null for the usual ones.</param>
    /// <returns>The verdicts.</returns>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static GradientReport Run(Objective function, GradientFunction gradient, ReadOnlySpan<double> x,
        GradientCheckOptions? options = null)
        => Run([function], gradient, x.ToArray(), options ?? new(), index => $"x[{index}]");

    /// <summary>Checks the gradient of a function of several named arguments; reports name elements as
    /// <c>w[3,4]</c>.</summary>
    /// <inheritdoc cref="Run(Objective, GradientFunction, ReadOnlySpan{double}, GradientCheckOptions)"/>
    public static GradientReport Run(Objective function, GradientFunction gradient, NamedArguments x,
        GradientCheckOptions? options = null) => Run([function], gradient, x, options);

    /// <summary>Checks the gradient of a function of several named arguments, with several threads.</summary>
    /// <param name="copies">Copies of the same function, each of which is called by one thread at a time; the verdicts
    /// do not depend on their number.</param>
    /// <param name="gradient">The gradient, under test; it is called by the calling thread.</param>
    /// <param name="x">The point.</param>
    /// <param name="options">The options, or null for the usual ones.</param>
    /// <returns>The verdicts.</returns>
    /// <exception cref="ArgumentException">There is no function.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static GradientReport Run(IReadOnlyList<Objective> copies, GradientFunction gradient, NamedArguments x,
        GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Run(copies, gradient, x.ToVector(), options ?? new(), x.PathOf);
    }

    /// <summary>Checks the gradient of a function that is computed in float: the point moves between floats, and the
    /// error bars follow from the rounding that the function itself shows.</summary>
    /// <inheritdoc cref="Run(Objective, GradientFunction, ReadOnlySpan{double}, GradientCheckOptions)"/>
    [OverloadResolutionPriority(-1)]
    public static GradientReport Run(Func<ReadOnlySpan<float>, float> function,
        Action<ReadOnlySpan<float>, Span<float>> gradient, ReadOnlySpan<float> x, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(gradient);
        FloatFunction narrow = new(function, gradient, x.Length);
        return Run([narrow.Value], narrow.Gradient, [.. x.ToArray().Select(value => (double)value)],
            (options ?? new()) with { Precision = NumberPrecision.Float }, index => $"x[{index}]");
    }

    /// <summary>Checks the gradient that a tape gives of a scalar with respect to a leaf.</summary>
    /// <param name="tape">The tape; its leaves hold the point, and hold it again afterwards.</param>
    /// <param name="scalar">A 1×1 variable.</param>
    /// <param name="leaf">A parameter or a differentiable input.</param>
    /// <param name="options">The options, or null for the usual ones.</param>
    /// <returns>The verdicts.</returns>
    /// <exception cref="ArgumentException">The leaf is none, the scalar is not 1×1, or one belongs to another
    /// tape.</exception>
    /// <exception cref="InvalidOperationException">A variable was forgotten by a rewind, or the scalar does not depend
    /// on a parameter.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static GradientReport Run<T>(Tape<T> tape, Var scalar, Var leaf, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (!tape.IsLeaf(leaf))
            throw new ArgumentException(
                $"Variable {leaf} is computed by the tape; only a parameter or an input can be moved.", nameof(leaf));
        options ??= new();
        TapeGradient<T> gradient = new(tape, scalar, leaf);
        GradientReport report = Of(isFused: false);
        if (!report.Failed && gradient.IsFusedOtherwise() && Of(isFused: true) is { Failed: true } fused)
            report = fused with { Notes = [.. fused.Notes, TapeGradient<T>.FusedNote] };
        tape.Forward(scalar);
        return ForwardWitness.Testify(report, tape, scalar, leaf);

        GradientReport Of(bool isFused)
        {
            int columns = tape.ShapeOf(leaf).Columns;
            return Checker.Run([new PerturbedTape<T>(tape, scalar, leaf)], into =>
            {
                ReadOnlySpan<T> found = isFused ? gradient.Fused() : gradient.Plain();
                for (int i = 0; i < into.Length; i++)
                    into[i] = double.CreateTruncating(found[i]);
            }, options, index => $"{leaf}[{index / columns},{index % columns}]");
        }
    }

    /// <summary>Checks the gradient that a tape gives of a scalar with respect to every parameter, one report
    /// each.</summary>
    /// <inheritdoc cref="Run{T}(Tape{T}, Var, Var, GradientCheckOptions)"/>
    public static IReadOnlyList<GradientReport> Run<T>(Tape<T> tape, Var scalar, GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        options ??= new();
        return [.. tape.Parameters.Select((leaf, i) => Run(tape, scalar, leaf,
            options with { Subject = $"{options.Subject}, parameter {i}" }))];
    }

    /// <summary>Checks an op of one's own, one report for each input: its output is weighted by random signed numbers
    /// and added up.</summary>
    /// <param name="op">The op; what it is recorded with is a tape of the check's own.</param>
    /// <param name="inputs">Shape and numbers of its inputs.</param>
    /// <param name="options">The options, or null for the usual ones.</param>
    /// <exception cref="ArgumentException">The op does not take these shapes, or a count of numbers does not fit its
    /// shape.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static IReadOnlyList<GradientReport> Run<T>(Op<T> op, IReadOnlyList<(Shape Shape, T[] Values)> inputs,
        GradientCheckOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new() { Subject = op.Name };
        Tape<T> tape = new();
        var leaves = new Var[inputs.Count];
        for (int i = 0; i < leaves.Length; i++)
        {
            leaves[i] = tape.Parameter(inputs[i].Shape);
            Span<T> values = tape.Values(leaves[i]);
            if (inputs[i].Values.Length != values.Length)
                throw new ArgumentException(
                    $"input {i} has {inputs[i].Values.Length} numbers, its shape is {inputs[i].Shape}.",
                        nameof(inputs));
            inputs[i].Values.CopyTo(values);
        }
        Var output = tape.Apply(op, leaves), weights = tape.Input(tape.ShapeOf(output));
        double[] signed = RandomVector.Signed(RandomVector.Source(options.Seed), tape.ShapeOf(output).Count);
        Array.ConvertAll(signed, T.CreateTruncating).CopyTo(tape.Values(weights));
        string note = "the output is weighted by random signed numbers and added up; the derivatives are of that sum "
            + $"(seed {options.Seed})";
        Var scalar = tape.Sum(tape.Multiply(output, weights));
        return [.. leaves.Select((leaf, i) =>
        {
            GradientReport report = OfInput(tape, output, scalar, leaf,
                options with { Subject = $"{options.Subject}, parameter {i}" });
            return report with { Notes = [.. report.Notes, note] };
        })];
    }

    // The op alone, as the root of a training step, and beside another use of its input.
    private static GradientReport OfInput<T>(Tape<T> tape, Var output, Var scalar, Var leaf,
        GradientCheckOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GradientReport report = Run(tape, scalar, leaf, options);
        if (!report.Failed && tape.ShapeOf(output).Count == 1
            && new TapeGradient<T>(tape, output, leaf).IsFusedOtherwise()
            && Run(tape, output, leaf, options) is { Failed: true } asRoot)
            return asRoot;
        if (report.Failed || new TapeGradient<T>(tape, scalar, leaf).Overwritten() is not { } other)
            return report;
        Var factor = tape.Constant(double.CreateTruncating(other));
        report = Run(tape, tape.Add(scalar, tape.Sum(tape.Multiply(leaf, factor))), leaf, options);
        return report with { Notes = [.. report.Notes, TapeGradient<T>.OverwriteNote] };
    }

    private static GradientReport Run(IReadOnlyList<Objective> copies, GradientFunction gradient, double[] x,
        GradientCheckOptions options, Func<int, string> path)
    {
        ArgumentNullException.ThrowIfNull(copies);
        ArgumentNullException.ThrowIfNull(gradient);
        if (copies.Count == 0 || copies.Contains(null!))
            throw new ArgumentException("A check needs at least one function, and none may be null.", nameof(copies));
        PerturbedObjective[] functions = [.. copies.Select(copy => new PerturbedObjective(copy, [.. x],
            options.Precision))];
        return Checker.Run(functions, into => gradient(functions[0].Point, into), options, path);
    }
}
