using System.Numerics;
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
                ? ExtremePoints.Of(drawn.Request, new(seed + i)) : drawn.Request;
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
