using VectorLoss.Autodiff;
using VectorLoss.Checking;
using VectorLoss.Lanes;
using Xunit;

namespace VectorLoss.Tests.Checking;

/// <summary>Gradients of tapes are proved by the formulas of their ops, and a wrong backward rule is found.</summary>
public class CertifyTapeTests
{
    private static int Cases(string op) => Exhaustive.IsAsked(op) ? 11_000 : 10;

    /// <summary>Ops that are losses; their kernels are certified as losses.</summary>
    private static readonly string[] Heads = ["softmax-cross-entropy", "cross-entropy-error"];

    public static TheoryData<string> Ops => [.. OpCase.Names];

    [Theory]
    [MemberData(nameof(Ops))]
    public void Every_op_is_within_its_bound_or_says_that_it_has_no_formula(string op)
    {
        IReadOnlyList<Certificate> certificates = Certify.Op(op, Cases(op), 1, TestContext.Current.CancellationToken);
        Assert.All(certificates, certificate => Assert.True(certificate.Passed, certificate.ToString()));
        Assert.Equal(Heads.Contains(op) ? 0 : Cases(op), certificates[0].Points);
        Assert.Equal(Heads.Contains(op) ? Cases(op) : 0, certificates[0].Unjudged);
    }

    [Fact]
    public void A_net_is_proved_in_float()
    {
        Tape<float> tape = new();
        Var x = Filled(tape, tape.Input(new(3, 4))), w = Filled(tape, tape.Parameter(new(4, 5))),
            b = Filled(tape, tape.Parameter(new(1, 5))), scalar = tape.Mean(tape.LogSoftmax(tape.Linear(x, w, b)));
        IReadOnlyList<Certificate> certificates = Certify.Tape(tape, scalar);
        Assert.All(certificates, certificate => Assert.True(certificate.Passed, certificate.ToString()));
        Assert.Equal(25, certificates[1].Points);
    }

    [Fact]
    public void A_backward_rule_that_is_off_in_the_thirteenth_digit_is_found()
    {
        Tape<double> tape = new();
        Var scalar = tape.Sum(tape.Apply(new Twice(1e-13), Filled(tape, tape.Parameter(new(2, 3)))));
        IReadOnlyList<Certificate> certificates = Certify.Tape(tape, scalar);
        Assert.True(certificates[0].Passed);
        Assert.False(certificates[1].Passed);
        Assert.Contains("gradient of leaf", certificates[1].Misses[0], StringComparison.Ordinal);
    }

    private static Var Filled<T>(Tape<T> tape, Var leaf)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int i = 0;
        foreach (ref T value in tape.Values(leaf))
            value = T.CreateTruncating(Math.Sin(++i));
        return leaf;
    }

    private sealed class Twice(double error) : Op<double>
    {
        public override Shape Infer(ReadOnlySpan<Shape> inputs) => inputs[0];

        public override void Forward(in Frame<double> frame)
        {
            for (int i = 0; i < frame.Output.Length; i++)
                frame.Output[i] = 2 * frame.Input(0)[i];
        }

        internal override R[]? Over<R>(Operands<R> operands)
            => operands.Fill((row, column) => operands.At(0, row, column) + operands.At(0, row, column));

        public override void Backward(in Frame<double> frame)
        {
            Span<double> gradient = frame.DInput(0);
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += 2 * (1 + error) * frame.DOutput[i];
        }
    }
}
