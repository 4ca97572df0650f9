using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Losses;

namespace VectorLoss.Cli.Lessons;

/// <summary>One unknown number and data to explain: a mean loss, or a mean negative log-likelihood.</summary>
internal sealed class Model
{
    private readonly Tape<double> tape = new();
    private readonly Var unknown;
    private readonly Var value;

    /// <summary>Minus the mean logarithm of a density.</summary>
    /// <param name="data">What was observed.</param>
    /// <param name="density">Records the density of every observation, given the unknown.</param>
    public Model(double[] data, Func<Tape<double>, Var, Var, Var> density)
    {
        unknown = tape.Parameter(Shape.Scalar);
        Var minus = tape.Input(Shape.Scalar);
        tape.Values(minus)[0] = -1;
        value = tape.Multiply(minus, tape.Mean(tape.Log(density(tape, unknown, Observations(data)))));
    }

    /// <summary>The mean loss when the unknown is predicted for every observation.</summary>
    public static Model Of<TLoss>(double[] data, TLoss loss) where TLoss : struct, IPointLoss =>
        new(data, new Recorder<TLoss>(loss));

    private Model(double[] data, IRecorder recorder)
    {
        unknown = tape.Parameter(Shape.Scalar);
        value = recorder.Record(tape, unknown, Observations(data));
    }

    /// <summary>The value at a number.</summary>
    public double Value(double at)
    {
        tape.Values(unknown)[0] = at;
        tape.Forward();
        return tape.Scalar(value);
    }

    /// <summary>Where the slope changes its sign, by bisection from −8 to 8: in a convex function, once.</summary>
    public double Argmin()
    {
        (double low, double high) = (-8, 8);
        for (int i = 0; i < 60; i++)
        {
            double middle = (low + high) / 2;
            Value(middle);
            tape.Backward(value);
            (low, high) = tape.Gradient(unknown)[0] < 0 ? (middle, high) : (low, middle);
        }
        return (low + high) / 2;
    }

    private interface IRecorder
    {
        Var Record(Tape<double> tape, Var prediction, Var target);
    }

    // The prediction is one number, the loss wants one a target.
    private sealed class Recorder<TLoss>(TLoss loss) : IRecorder where TLoss : struct, IPointLoss
    {
        public Var Record(Tape<double> tape, Var prediction, Var target)
        {
            Var ones = tape.Input(tape.ShapeOf(target));
            tape.Values(ones).Fill(1);
            return tape.Loss(loss, tape.Multiply(ones, prediction), target);
        }
    }

    private Var Observations(double[] data)
    {
        Var observations = tape.Input(Shape.Column(data.Length));
        data.CopyTo(tape.Values(observations));
        return observations;
    }
}
