using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;

namespace VectorLoss.Training;

/// <summary>
/// A multilayer perceptron: layers of xW + b, an activation after each but the last, whose outputs are logits. It owns
/// no memory: its parameters live on a tape, and every program that <see cref="Record"/> writes there shares them.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class Mlp<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] layers;
    private readonly Var[] parameters;

    /// <summary>Puts the parameters of a net on a tape, all zero: weight 1, bias 1, weight 2, bias 2 …</summary>
    /// <param name="tape">Where they live.</param>
    /// <param name="layers">Width of the input, of every hidden layer and of the output: at least two numbers, each
    /// above 0.</param>
    /// <param name="hidden">The activation of the hidden layers.</param>
    /// <exception cref="ArgumentException">There are fewer than two layers, or one is not above 0; or there is no such
    /// activation.</exception>
    public Mlp(Tape<T> tape, ReadOnlySpan<int> layers, Activation hidden = Activation.Relu)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (layers.Length < 2)
            throw new ArgumentException("A net has at least an input and an output layer.", nameof(layers));
        foreach (int width in layers)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width, nameof(layers));
        (Tape, Hidden, this.layers) = (tape, Option.Named(hidden), layers.ToArray());
        parameters = new Var[2 * (layers.Length - 1)];
        for (int layer = 0; layer < layers.Length - 1; layer++)
        {
            parameters[2 * layer] = tape.Parameter(new(layers[layer], layers[layer + 1]));
            parameters[(2 * layer) + 1] = tape.Parameter(new(1, layers[layer + 1]));
        }
    }

    /// <summary>Where the parameters live.</summary>
    public Tape<T> Tape { get; }

    /// <summary>The activation of the hidden layers.</summary>
    public Activation Hidden { get; }

    /// <summary>Width of the input, of every hidden layer and of the output.</summary>
    public ReadOnlySpan<int> Layers => layers;

    /// <summary>Width of the input.</summary>
    public int Inputs => layers[0];

    /// <summary>Width of the output: the number of classes.</summary>
    public int Outputs => layers[^1];

    /// <summary>Weight 1 (inputs × outputs of its layer), bias 1 (1 × outputs), weight 2, bias 2 …</summary>
    public ReadOnlySpan<Var> Parameters => parameters;

    /// <summary>How many numbers all parameters have together.</summary>
    public long ParameterCount => Enumerable.Range(0, layers.Length - 1).Sum(i => (layers[i] + 1L) * layers[i + 1]);

    /// <summary>Draws all weights from a seed and sets all biases to zero.</summary>
    /// <param name="initializer">How the weights of a layer start.</param>
    /// <param name="seed">The same seed gives the same net.</param>
    public void Initialize(Initializer initializer, ulong seed)
    {
        SeededRandom random = new(seed);
        for (int layer = 0; layer < layers.Length - 1; layer++)
        {
            initializer.Fill(Tape.Values(parameters[2 * layer]), layers[layer], layers[layer + 1], random);
            Tape.Values(parameters[(2 * layer) + 1]).Clear();
        }
    }

    /// <summary>Records the net on its tape for one batch; nothing is computed.</summary>
    /// <param name="input">batch × <see cref="Inputs"/> numbers.</param>
    /// <returns>The logits, batch × <see cref="Outputs"/>.</returns>
    /// <exception cref="ArgumentException">The input does not fit the first layer.</exception>
    public Var Record(Var input)
    {
        Var x = input;
        for (int at = 0; at < parameters.Length; at += 2)
        {
            Activation activation = at + 2 < parameters.Length ? Hidden : Activation.None;
            x = Tape.Linear(x, parameters[at], parameters[at + 1], activation);
        }
        return x;
    }
}
