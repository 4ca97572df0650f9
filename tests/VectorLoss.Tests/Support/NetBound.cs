using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Tests;

/// <summary>How far the logits of two programs that compute one net may lie apart.</summary>
internal static class NetBound
{
    /// <summary>The bound of every logit of one input.</summary>
    /// <param name="net">The net.</param>
    /// <param name="input">One number an input of the net, exact in both programs.</param>
    /// <param name="roundoff">The unit roundoff of both programs.</param>
    /// <param name="activationError">The absolute error of an activation, of the worse program.</param>
    /// <remarks>
    /// A sum of n products and a bias, in any order and with or without fused multiply-adds, errs by at most
    /// γ = (n + 1)u / (1 − (n + 1)u) of the sum of the magnitudes (N. J. Higham, Accuracy and Stability of Numerical
    /// Algorithms, section 3.1). What the inputs of a layer err by reaches its outputs through the magnitudes of the
    /// weights. The slope of relu and tanh is at most 1, that of sigmoid 1/4. Each of two programs errs by that much.
    /// The sums of the bound itself are taken in double, and 1.01 covers their rounding.
    /// </remarks>
    internal static double[] OfLogits<T>(Mlp<T> net, ReadOnlySpan<double> input, double roundoff,
        double activationError)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = input.ToArray(), errors = new double[values.Length];
        for (int layer = 0; layer < net.Layers.Length - 1; layer++)
        {
            bool isLast = layer == net.Layers.Length - 2;
            (values, errors) = Next(net, layer, values, errors, roundoff);
            if (isLast)
                continue;
            double slope = net.Hidden == Activation.Sigmoid ? 0.25 : 1;
            double added = net.Hidden is Activation.Relu or Activation.None ? 0 : activationError;
            errors = [.. errors.Select(error => (slope * error) + added)];
            values = [.. values.Select(value => Apply(net.Hidden, value))];
        }
        return [.. errors.Select(error => 2 * 1.01 * error)];
    }

    private static (double[], double[]) Next<T>(Mlp<T> net, int layer, double[] values, double[] errors,
        double roundoff)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> weights = net.Tape.ReadOnlyValues(net.Parameters[2 * layer]);
        ReadOnlySpan<T> biases = net.Tape.ReadOnlyValues(net.Parameters[(2 * layer) + 1]);
        double gamma = (values.Length + 1) * roundoff / (1 - ((values.Length + 1) * roundoff));
        double[] next = new double[biases.Length], nextErrors = new double[biases.Length];
        for (int j = 0; j < next.Length; j++)
        {
            double bias = double.CreateTruncating(biases[j]), sum = bias, magnitude = Math.Abs(bias);
            for (int i = 0; i < values.Length; i++)
            {
                double weight = double.CreateTruncating(weights[(i * next.Length) + j]);
                sum += weight * values[i];
                magnitude += Math.Abs(weight) * (Math.Abs(values[i]) + errors[i]);
                nextErrors[j] += Math.Abs(weight) * errors[i];
            }
            next[j] = sum;
            nextErrors[j] += gamma * magnitude;
        }
        return (next, nextErrors);
    }

    private static double Apply(Activation activation, double value) => activation switch
    {
        Activation.Relu => Math.Max(value, 0),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-value)),
        Activation.Tanh => Math.Tanh(value),
        _ => value,
    };
}
