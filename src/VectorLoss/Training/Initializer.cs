using System.Numerics;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>How the weights of a layer start. The default is <see cref="He"/>.</summary>
public readonly record struct Initializer
{
    private enum Kind
    {
        He,
        Glorot,
        Normal,
    }

    private readonly Kind kind;
    private readonly double sigma;

    private Initializer(Kind kind, double sigma = 0) => (this.kind, this.sigma) = (kind, sigma);

    /// <summary>N(0, 2/inputs), for ReLU. Source: K. He et al. 2015, arXiv:1502.01852, equation 10.</summary>
    public static Initializer He => default;

    /// <summary>
    /// Uniform between ±√(6/(inputs + outputs)), so of variance 2/(inputs + outputs), for sigmoid and tanh; also called
    /// Xavier.
    /// Source: X. Glorot and Y. Bengio 2010, Understanding the difficulty of training deep feedforward neural networks,
    /// equation 16.
    /// </summary>
    public static Initializer Glorot => new(Kind.Glorot);

    /// <summary>N(0, σ²) for a layer of any size; the textbook takes σ = 0.01.</summary>
    /// <param name="sigma">Finite, not below 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sigma"/> is out of range.</exception>
    public static Initializer Normal(double sigma) => new(Kind.Normal, Option.NonNegative(sigma));

    /// <summary>The usual choice for a hidden activation: He for ReLU, Glorot for the rest.</summary>
    /// <param name="hidden">The activation of the hidden layers.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such activation.</exception>
    public static Initializer For(Activation hidden) => Option.Named(hidden) == Activation.Relu ? He : Glorot;

    /// <summary>
    /// Draws weights. The numbers are drawn in double and rounded once, so float and double start alike.
    /// </summary>
    /// <param name="weights">inputs × outputs numbers.</param>
    /// <param name="inputs">Numbers that one output of the layer sums over.</param>
    /// <param name="outputs">Outputs of the layer.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <typeparam name="T">float or double.</typeparam>
    /// <exception cref="ArgumentException"><paramref name="weights"/> does not fit the layer.</exception>
    public void Fill<T>(Span<T> weights, int inputs, int outputs, SeededRandom random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        if (weights.Length != (long)inputs * outputs)
            throw new ArgumentException($"{weights.Length} weights do not fill {inputs}×{outputs}.", nameof(weights));
        if (kind == Kind.Glorot)
        {
            double bound = Math.Sqrt(6.0 / ((double)inputs + outputs));
            foreach (ref T weight in weights)
                weight = T.CreateTruncating(random.Uniform(-bound, bound));
            return;
        }
        double deviation = kind == Kind.He ? Math.Sqrt(2.0 / inputs) : sigma;
        foreach (ref T weight in weights)
            weight = T.CreateTruncating(deviation * random.Normal());
    }

    /// <inheritdoc/>
    public override string ToString() => kind switch
    {
        Kind.He => "he",
        Kind.Glorot => "glorot",
        _ => FormattableString.Invariant($"normal:{sigma}"),
    };
}
