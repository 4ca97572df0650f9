using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Data;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Tests;

/// <summary>Nets with random weights and biases, and what they say of an input.</summary>
internal static class SeededNet
{
    internal static Mlp<T> Make<T>(int[] layers, Activation hidden, ulong seed = 4)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mlp<T> net = new(new Tape<T>(), layers, hidden);
        net.Initialize(Initializer.Glorot, seed);
        // A bias of zero could be lost without a trace.
        SeededRandom random = new(seed + 1);
        for (int i = 1; i < net.Parameters.Length; i += 2)
        {
            foreach (ref T bias in net.Tape.Values(net.Parameters[i]))
                bias = T.CreateTruncating(random.Uniform(-1, 1));
        }
        return net;
    }

    /// <summary>Numbers between −1 and 1 that floats hold.</summary>
    internal static double[] Inputs(int count, ulong seed = 9)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (double)(float)random.Uniform(-1, 1))];
    }

    /// <summary>All parameters, one after another.</summary>
    internal static T[] Parameters<T>(Mlp<T> net) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<T> all = [];
        foreach (Var parameter in net.Parameters)
            all.AddRange(net.Tape.ReadOnlyValues(parameter));
        return [.. all];
    }

    /// <summary>The logits of rows of inputs.</summary>
    internal static double[] Logits<T>(Mlp<T> net, double[] inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Mark end = net.Tape.Mark();
        Var x = net.Tape.Input(new(inputs.Length / net.Inputs, net.Inputs));
        Var logits = net.Record(x);
        for (int i = 0; i < inputs.Length; i++)
            net.Tape.Values(x)[i] = T.CreateTruncating(inputs[i]);
        net.Tape.Forward(end);
        double[] result = [.. net.Tape.ReadOnlyValues(logits).ToArray().Select(double.CreateTruncating)];
        net.Tape.Rewind(end);
        return result;
    }
}
