using static System.Math;

namespace VectorLoss.Tests;

/// <summary>
/// One row a fact: a loss with its options, a prediction, a target, and the value and slope that the mathematics gives.
/// Rows are worked by hand or by the naive formula at a point where it is exact enough. Every (loss, options) named
/// here is put through every law.
/// </summary>
public sealed record LossExample(string Loss, (string, double)[] Options, double Prediction, double Target,
    double Value, double Slope)
{
    public override string ToString() => $"{Setting}({Prediction:R}, {Target:R})";

    public string Setting => Options.Length == 0 ? Loss
        : $"{Loss}[{string.Join(", ", Options.Select(o => $"{o.Item1}={o.Item2:R}"))}]";
}

public static class LossExamples
{
    private static double Sigmoid(double x) => 1 / (1 + Exp(-x));

    private static LossExample Row(string loss, double prediction, double target, double value, double slope,
        params (string, double)[] options)
        => new(loss, options, prediction, target, value, slope);

    public static IReadOnlyList<LossExample> All { get; } =
    [
        Row("half-mse", 3, 1, 2, 2),
        Row("half-mse", -1e30, 1e30, 2e60, -2e30),
        Row("mse", 3, 1, 4, 4),
        Row("mse", 1, 1, 0, 0),
        Row("l1", -2, 1, 3, -1),
        Row("l1", 1, 1, 0, 0),
        Row("huber", 0.5, 0, 0.125, 0.5),
        Row("huber", -3, 0, 2.5, -1),
        Row("huber", 3, 0, 1.5 * (3 - 0.75), 1.5, ("delta", 1.5)),
        Row("smooth-l1", 0.5, 0, 0.125, 0.5),
        Row("smooth-l1", 3, 0, 2.5, 1),
        Row("smooth-l1", 0.25, 0, 0.0625, 0.5, ("beta", 0.5)),
        Row("smooth-l1", 3, 0, 2.75, 1, ("beta", 0.5)),
        Row("smooth-l1", 3, 0, 3, 1, ("beta", 0)),
        Row("smooth-l1", 1, 1, 0, 0, ("beta", 0)),
        Row("log-cosh", 1, 0, Log(Cosh(1)), Tanh(1)),
        Row("log-cosh", 0.25, 1, Log(Cosh(0.75)), -Tanh(0.75)),
        Row("log-cosh", 1e-6, 0, 5e-13 - 1e-24 / 12, 1e-6 - 1e-18 / 3),
        Row("log-cosh", -1e30, 0, 1e30, -1),
        Row("cauchy", 2, 0, Log(3), 2.0 / 3),
        Row("cauchy", -1, 1, Log(1.5), -2 / 2.0 / 2 / 1.5, ("c", 2)),
        Row("cauchy", 1e30, 0, 2 * Log(1e30) - Log(2), 2e-30),
        Row("cauchy", 1, 1, 0, 0),
        Row("quantile", 3, 1, 1, 0.5),
        Row("quantile", 3, 1, 0.2, 0.1, ("quantile", 0.9)),
        Row("quantile", 1, 3, 1.8, -0.9, ("quantile", 0.9)),
        Row("quantile", 1, 1, 0, 0, ("quantile", 0.9)),
        Row("msle", E - 1, 0, 1, 2 / E),
        Row("msle", 0, 1e30, Pow(Log(1e30), 2), -2 * Log(1e30)),
        Row("msle", 2, 2, 0, 0),
        Row("mape", 3, 2, 50, 50),
        Row("mape", 1, -2, 150, 50),
        Row("mape", 1e-7, 0, 100, 1e9),
        Row("mape", 1, 0.25, 300, 400, ("eps", 0.01)),
        Row("poisson-nll", 0, 3, 1, -2),
        Row("poisson-nll", 1, 2, E - 2, E - 2),
        Row("poisson-nll", 1, 4, E - 4 + 4 * Log(4) - 4 + 0.5 * Log(8 * PI), E - 4, ("full", 1)),
        Row("poisson-nll", 0, 1, 1, 0, ("full", 1)),
        Row("poisson-nll", 2, 3, 2 - 3 * Log(2), -0.5, ("log_input", 0), ("eps", 0)),
        Row("poisson-nll", 0, 0, 0, 1, ("log_input", 0), ("eps", 0)),
        Row("poisson-nll", 0, 2, -2 * Log(1e-8), 1 - 2e8, ("log_input", 0)),
        Row("gamma-nll", 0, 3, 3, -2),
        Row("gamma-nll", 1, 2, 1 + 2 / E, 1 - 2 / E),
        Row("gamma-nll", 2, 3, Log(2) + 1.5, -0.25, ("log_input", 0)),
        Row("tweedie", 0, 3, 2 + 6, -2),
        Row("tweedie", -1e3, 0, 2 * Exp(-500), Exp(-500)),
        Row("tweedie", 0, 3, 1, -2, ("power", 1)),
        Row("tweedie", 1, 2, 1 + 2 / E, 1 - 2 / E, ("power", 2)),
        Row("tweedie", 4, 1, 2 * 2 + 2 * 1 / 2.0, 4 / 8.0 - 1 / 8.0, ("log_input", 0)),
        Row("binary-cross-entropy", 0.25, 1, Log(4), -4),
        Row("binary-cross-entropy", 0.25, 0, -Log(0.75), 1 / 0.75),
        Row("binary-cross-entropy", 0.5, 0.5, Log(2), 0),
        Row("binary-cross-entropy", 0, 1, 100, -1 / (double)1e-12f),
        Row("binary-cross-entropy", 1, 0, 100, 1 / (double)1e-12f),
        Row("binary-cross-entropy", 1, 1, 0, 0),
        Row("binary-cross-entropy", 0, 0, 0, 0),
        Row("binary-cross-entropy-with-logits", 0, 0.25, Log(2), 0.25),
        Row("binary-cross-entropy-with-logits", 20, 1, Exp(-20) - Exp(-40) / 2, -Exp(-20) + Exp(-40)),
        Row("binary-cross-entropy-with-logits", -20, 0, Exp(-20) - Exp(-40) / 2, Exp(-20) - Exp(-40)),
        Row("binary-cross-entropy-with-logits", 1e30, 1, 0, 0),
        Row("binary-cross-entropy-with-logits", -1e30, 1, 1e30, -1),
        Row("binary-cross-entropy-with-logits", 1, 1, 3 * (Log(1 + E) - 1), -3 * Sigmoid(-1), ("pos_weight", 3)),
        Row("binary-cross-entropy-with-logits", 1, 0, Log(1 + E), Sigmoid(1), ("pos_weight", 3)),
        Row("binary-cross-entropy-with-logits", 1, 1, Log(1 + E) - 0.95, Sigmoid(1) - 0.95, ("label_smoothing", 0.1)),
        Row("sigmoid-focal", 0, 1, 0.25 * Log(2), -0.25 * (0.5 + Log(2))),
        Row("sigmoid-focal", 1e30, 1, 0, 0),
        Row("sigmoid-focal", -1e30, 1, 1e30, -1),
        Row("sigmoid-focal", 0, 0, 0.75 * 0.25 * Log(2), 0.75 * 0.25 * (0.5 + Log(2)), ("alpha", 0.25)),
        Row("sigmoid-focal", 0, 1, 0.5 * Log(2), -0.5 * (0.5 + 0.5 * Log(2)), ("gamma", 1)),
        Row("sigmoid-focal", 2, 0, Log(1 + Exp(2)), Sigmoid(2), ("gamma", 0)),
        Row("hinge", 0.25, 1, 0.75, -1),
        Row("hinge", 0.25, -1, 1.25, 1),
        Row("hinge", 1, 1, 0, 0),
        Row("squared-hinge", 0.25, 1, 0.5625, -1.5),
        Row("squared-hinge", 0.5, -1, 2.25, 3),
        Row("squared-hinge", 2, 1, 0, 0),
        Row("smoothed-hinge", 0.5, 1, 0.125, -0.5),
        Row("smoothed-hinge", -1, 1, 1.5, -1),
        Row("smoothed-hinge", 0.5, -1, 1.5 - 0.25, 1, ("smoothing", 0.5)),
        Row("smoothed-hinge", 2, 1, 0, 0),
        Row("soft-margin", 0, 1, Log(2), -0.5),
        Row("soft-margin", 1, -1, Log(1 + E), Sigmoid(1)),
        Row("soft-margin", 1e30, 1, 0, 0),
        Row("soft-margin", -1e30, 1, 1e30, -1),
        Row("exponential", 1, 1, 1 / E, -1 / E),
        Row("exponential", 0.5, -1, E, 2 * E, ("beta", 2)),
        Row("perceptron", 2, 1, 0, 0),
        Row("perceptron", 2, -1, 2, 1),
        Row("perceptron", 0, 1, 0, 0),
        Row("hinge-embedding", 0.25, 1, 0.25, 1),
        Row("hinge-embedding", 0.25, -1, 0.75, -1),
        Row("hinge-embedding", 2, -1, 0, 0),
        Row("hinge-embedding", 2, -1, 1, -1, ("margin", 3)),
        Row("kl-div", -1, 0.5, 0.5 * (Log(0.5) + 1), -0.5),
        Row("kl-div", -1, 0, 0, 0),
        Row("kl-div", double.NegativeInfinity, 0, 0, 0),
        Row("kl-div", -1, Log(0.5), 0.5 * (Log(0.5) + 1), -0.5, ("log_target", 1)),
        Row("kl-div", -1, double.NegativeInfinity, 0, 0, ("log_target", 1)),
        Row("generalized-kl", 0, 1, 0, 0),
        Row("generalized-kl", 1, 1, E - 2, E - 1),
        Row("generalized-kl", 1, 0, E, E),
        Row("generalized-kl", 20, 1e-30, Exp(20) + 1e-30 * (Log(1e-30) - 21), Exp(20)),
        Row("jensen-shannon", 0.25, 0.25, 0, 0),
        Row("jensen-shannon", 0, 0.5, 0.25 * Log(2), double.NegativeInfinity),
        Row("jensen-shannon", 0.5, 0, 0.25 * Log(2), 0.5 * Log(2)),
        Row("jensen-shannon", 0.75, 0.25, 0.5 * (0.25 * Log(0.5) + 0.75 * Log(1.5)), 0.5 * Log(1.5)),
        Row("jensen-shannon", 0, 0, 0, 0),
    ];
}
