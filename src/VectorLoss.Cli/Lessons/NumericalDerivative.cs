using System.Numerics;
using VectorLoss.Autodiff;
using VectorLoss.Batches;
using VectorLoss.Checking;
using VectorLoss.Data;
using VectorLoss.Losses;
using VectorLoss.Matrices;
using VectorLoss.Training;

namespace VectorLoss.Cli.Lessons;

internal sealed class NumericalDerivative : ILesson
{
    private const double At = 0.75;

    public string Name => "numerical-derivative";

    public void Run(Notebook note)
    {
        double[] steps = [.. Enumerable.Range(1, 50).Select(power => Math.Pow(10, -power))];
        var forward = Errors<double>(steps, Forward);
        var central = Errors<double>(steps, Central);
        var forwardFloat = Errors<float>(steps, Forward);
        var centralFloat = Errors<float>(steps, Central);
        var extrapolated = Errors<double>([.. steps.Take(12)], Extrapolated);
        note.Chart("errors", logX: true, logY: true).Line("forward", forward).Line("central", central)
            .Line("forwardFloat", forwardFloat).Line("centralFloat", centralFloat);
        note.Chart("zoom", logX: true, logY: true).Line("forward", forward.Take(12))
            .Line("central", central.Take(12)).Line("extrapolated", extrapolated);
        var (bestForward, bestCentral) = (forward.MinBy(p => p.Y), central.MinBy(p => p.Y));
        note.Say("best", bestForward.X, bestForward.Y, bestCentral.X, bestCentral.Y);
        note.Say("textbook", forward[3].Y, central[3].Y, centralFloat[3].Y);
        note.Say("vanished", Forward(Loss<double>, At, 1e-50), Forward(Loss<float>, (float)At, (float)1e-50));
        note.Say("extrapolated", extrapolated.Min(p => p.Y), extrapolated.MinBy(p => p.Y).X);
        note.Control("secant", [2, 1, 0.5, 0.1, 1e-4, 1e-8, 1e-14, 1e-15, 1e-16], usual: 1, (chart, h) =>
        {
            double ahead = Forward(Loss, At, h), both = Central(Loss, At, h);
            chart.Line("f", Loss, -2, 3).Line("forward", x => Loss(At) + (ahead * (x - At)), -2, 3)
                .Line("central", x => Loss(At) + (both * (x - At)), -2, 3).Dots("here", [(At, Loss(At))]);
            chart.Caption = note.Caption("secant", ahead, both, 1 / (1 + Math.Exp(-At)));
        });
        note.Claim("one", Trend.Exponent(forward.Take(5)), 0.95, 1.05);
        note.Claim("two", Trend.Exponent(central.Take(3)), 1.95, 2.05);
        note.Claim("zero", Forward(Loss<double>, At, 1e-50), 0, 0);
        note.Claim("better", extrapolated.Min(p => p.Y), atMost: bestCentral.Y);
        note.Claim("textbook", central[3].Y, atMost: 1e-8);
        Cost(note);
    }

    private static void Cost(Notebook note)
    {
        DigitSet digits = note.Digits().Train;
        var tape = new Tape<double>();
        Var images = tape.Input(new(20, digits.Pixels));
        Labels labels = tape.Labels(20);
        var net = new Mlp<double>(tape, [digits.Pixels, 50, 10], Activation.Sigmoid);
        net.Initialize(Initializer.Glorot, seed: 1);
        Var loss = tape.SoftmaxCrossEntropy(net.Record(images), labels);
        tape.Load(images, labels, digits, Descent.First(20));
        double[] numerical = new double[10];
        double apiece = Timing.Seconds(() => NumericalGradient.Of(tape, loss, net.Parameters[3], numerical)) / 10;
        double whole = Timing.Seconds(() => { tape.Forward(); tape.Backward(loss); });
        double worst = numerical.Zip(tape.Gradient(net.Parameters[3]).ToArray(), (a, b) => Math.Abs(a - b)).Max();
        note.Say("cost", 2 * net.ParameterCount);
        note.SayTime("cost", apiece * net.ParameterCount, 1000 * whole);
        note.Claim("agree", worst, atMost: 1e-8);
        // Backpropagation makes three products a layer where an evaluation makes one.
        note.Claim("cost", 2 * net.ParameterCount / 3.0, atLeast: 1000);
    }

    // log(1 + eˣ): the loss of a logit whose answer should be no. Its slope is known: the sigmoid.
    private static T Loss<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(new BinaryCrossEntropyWithLogits().Mean<BinaryCrossEntropyWithLogits, T>([x], [T.Zero]));

    private static T Forward<T>(Func<T, T> f, T x, T h) where T : INumber<T> => (f(x + h) - f(x)) / h;

    private static T Central<T>(Func<T, T> f, T x, T h) where T : INumber<T> => (f(x + h) - f(x - h)) / (h + h);

    private static double Extrapolated(Func<double, double> f, double x, double h) =>
        ((4 * Central(f, x, h / 2)) - Central(f, x, h)) / 3;

    private static List<(double X, double Y)> Errors<T>(double[] steps, Func<Func<T, T>, T, T, T> difference)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (double exact, T x) = (1 / (1 + Math.Exp(-At)), T.CreateTruncating(At));
        return [.. steps.Select(h =>
        {
            double slope = double.CreateTruncating(difference(Loss, x, T.CreateTruncating(h)));
            return (h, Math.Abs(slope - exact) / exact);
        })];
    }
}
