using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Catalogue;
using VectorLoss.Losses;

namespace VectorLoss.Checking;

/// <summary>
/// Proves how far results of the library are from the true values at drawn points: the formulas over
/// <see cref="Lanes.Enclosure"/> contain the true value for certain, and the documented bounds are judged by them.
/// </summary>
/// <remarks>
/// The bound of a loss is that of <see cref="LossTool.Bounds{T}"/>, element by element. Inputs and options count as
/// rounded to the type of the kernel. A gradient is compared with the enclosed slope, which must meet the enclosed
/// derivative of the value except where the card of the loss names a kink or a guard.
/// </remarks>
public static class Certify
{
    /// <summary>One case of this many has extreme numbers.</summary>
    private const int ExtremeEvery = 11;

    /// <summary>Certifies values and gradients of a loss at drawn points.</summary>
    /// <param name="card">The loss.</param>
    /// <param name="cases">How many cases of a few points each are drawn; of every eleven, one is extreme.</param>
    /// <param name="seed">The seed of the first case.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: the type of the kernel.</typeparam>
    /// <returns>One certificate of the values, and one of the gradients.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<Certificate> Loss<T>(
        LossCard card, int cases, int seed = 1, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentOutOfRangeException.ThrowIfNegative(cases);
        return Loss<T>(card, cases, seed, LossTool.Run<T>, cancellation);
    }

    /// <summary>Certifies values and gradients of a loss at points of one's own; nothing is reduced.</summary>
    /// <param name="requests">What is computed: all of the same loss.</param>
    /// <param name="name">What the certificates call it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>: the type of the kernel.</typeparam>
    /// <returns>One certificate of the values, and one of the gradients.</returns>
    /// <exception cref="ArgumentException">A request does not fit its loss.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<Certificate> Requests<T>(
        IEnumerable<LossRequest> requests, string name, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(requests);
        return Requests<T>(requests.Select((request, i) => (request, $"{name}, request {i}")), name, LossTool.Run<T>,
            cancellation);
    }

    /// <summary>
    /// Certifies a scalar of a tape and the gradients of all parameters, at the numbers of the leaves.
    /// </summary>
    /// <param name="tape">The tape; it is computed forward and backward.</param>
    /// <param name="scalar">The scalar.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <returns>One certificate of the value, and one of the gradients.</returns>
    /// <exception cref="NotSupportedException">An op of the tape has no formula for a proof.</exception>
    public static IReadOnlyList<Certificate> Tape<T>(Tape<T> tape, Var scalar)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(tape);
        CertificateTally<T> values = new("tape, value"), gradients = new("tape, gradient");
        new CertifiedTape<T>(tape, scalar, "tape").AddTo(values, gradients);
        return [values.Certificate, gradients.Certificate];
    }

    /// <summary>Certifies values and gradients of a tape op in double at drawn points.</summary>
    /// <param name="op">One of <see cref="OpCase.Names"/>.</param>
    /// <param name="cases">How many cases of a few numbers each are drawn.</param>
    /// <param name="seed">The seed of the first case.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>
    /// One certificate of the values, and one of the gradients; without points if the op has no formula for a proof.
    /// </returns>
    /// <exception cref="ArgumentException">There is no such op.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<Certificate> Op(
        string op, int cases, int seed = 1, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(cases);
        CertificateTally<double> values = new($"{op}, value"), gradients = new($"{op}, gradient");
        for (int i = 0; i < cases; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            OpCase drawn = OpCase.Draw(op, seed + i);
            try
            {
                new CertifiedTape<double>(drawn.Recorded.Tape, drawn.Recorded.Scalar, drawn.ToString())
                    .AddTo(values, gradients);
            }
            catch (NotSupportedException)
            {
                // The op has no formula; the certificate says so by having no points.
                values.AddUnjudged();
            }
        }
        return [values.Certificate, gradients.Certificate];
    }

    /// <summary>The names of the functions that <see cref="Function{T}"/> knows: members of
    /// <see cref="Lanes.IReal{R}"/>.</summary>
    public static IReadOnlyList<string> Functions { get; } = [.. NamedFunction.All.Select(function => function.Name)];

    /// <summary>Certifies a function at drawn points, by its documented bound.</summary>
    /// <param name="name">One of <see cref="Functions"/>.</param>
    /// <param name="points">How many points are drawn.</param>
    /// <param name="seed">The same seed draws the same points.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <exception cref="ArgumentException">There is no such function.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Certificate Function<T>(
        string name, int points, int seed = 1, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(points);
        NamedFunction function = NamedFunction.All.FirstOrDefault(known => known.Name == name)
            ?? throw new ArgumentException(
                $"There is no function '{name}'; there are {string.Join(", ", Functions)}.", nameof(name));
        return CertifiedFunction.Certificate<T>(function, points, seed, cancellation);
    }

    /// <summary>The same for a kernel of one's own.</summary>
    internal static IReadOnlyList<Certificate> Loss<T>(LossCard card, int cases, int seed,
        Func<LossRequest, LossOutcome> run, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (LossRequest, string) Drawn(int i)
        {
            LossCase drawn = LossCase.Draw(card, seed + i);
            LossRequest request = i % ExtremeEvery == ExtremeEvery - 1
                ? ExtremePoints.Of<T>(drawn.Request, new(seed + i)) : drawn.Request;
            return (request, drawn.ToString());
        }
        return Requests<T>(Enumerable.Range(0, cases).Select(Drawn), card.Name, run, cancellation);
    }

    private static Certificate[] Requests<T>(IEnumerable<(LossRequest Request, string Name)> cases, string name,
        Func<LossRequest, LossOutcome> run, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CertificateTally<T> values = new($"{name}, value"), gradients = new($"{name}, gradient");
        foreach ((LossRequest request, string at) in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            new CertifiedCase<T>(request, at, run).AddTo(values, gradients);
        }
        return [values.Certificate, gradients.Certificate];
    }
}
