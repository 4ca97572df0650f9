using VectorLoss.Cli;
using VectorLoss.Data;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>vectorloss loss NAME --direction V.npy --product P.npy</c>.</summary>
public sealed class LossProductTests : Workplace
{
    private string Array(string name, int[] shape, params double[] values)
    {
        Npy.Write<double>(At(name), shape, values);
        return At(name);
    }

    private string[] Softmax => ["loss", "cross-entropy", "--input", Array("x.npy", [1, 3], 0, 0, 0),
        "--target", Array("l.npy", [1], 2)];

    private string Way => Array("v.npy", [1, 3], 3, 0, 0);

    [Theory]
    [InlineData("double", 1e-15)]
    [InlineData("float", 1e-7)]
    public void It_is_written_in_the_type_and_shape_of_the_input(string type, double error)
    {
        Answer answer = Run([.. Softmax, "--direction", Way, "--product", At("p.npy"), "--dtype", type]);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        NpyArray product = Npy.Read(At("p.npy"));
        Assert.Equal([1, 3], product.Shape.ToArray());
        Assert.Equal(type == "float" ? NpyElement.Single : NpyElement.Double, product.Element);
        // p·v − p(p·v) of three equal classes.
        foreach ((double expected, double found) in ((double[])[2 / 3.0, -1 / 3.0, -1 / 3.0]).Zip(product.ToDoubles()))
            Assert.Equal(expected, found, error);
    }

    [Fact]
    public void Several_inputs_move_and_have_products()
    {
        string input = Array("x.npy", [3], 1, 0, 0);
        Assert.Equal(ExitCode.Done, Run("loss", "mse", "--input", input, "--target", Array("t.npy", [3], 0, 1, 2),
            "--reduction", "sum", "--direction", input, "--direction-target", Array("d.npy", [3], 0, 4, 0),
            "--product", At("p.npy"), "--product-target", At("q.npy")).Exit);
        Assert.Equal([2, -8, 0], Npy.Read(At("p.npy")).ToDoubles());
        Assert.Equal([-2, 8, 0], Npy.Read(At("q.npy")).ToDoubles());
    }

    [Fact]
    public void Every_mistake_has_a_line_and_writes_nothing()
    {
        string way = Way, out_ = At("n.npy");
        foreach ((string part, string[] words) in ((string, string[])[])
        [
            ("--direction has no effect without --product", ["--direction", way]),
            ("--product needs --direction", ["--product", out_]),
            ("l.npy has shape [1]; as --input it must be [1, 3]",
                ["--direction", At("l.npy"), "--product", out_]),
            ("cross-entropy has no direction of 'targets'; it has one of input",
                ["--direction-targets", way, "--product", out_]),
            ("cross-entropy gives no gradient to target", ["--direction-target", At("l.npy"), "--product", out_]),
            ("--direction-weight: --weight, which should move, is not given",
                ["--direction-weight", way, "--product", out_]),
            ("--product-target: cross-entropy has no gradient of target here",
                ["--direction", way, "--product-target", out_]),
            ("would overwrite --direction", ["--direction", way, "--product", way]),
            ("--direction is given more than once", ["--direction", way, "--direction", way, "--product", out_]),
            ("cross-entropy has no --prodct; did you mean '--product'?", ["--direction", way, "--prodct", out_]),
        ])
        {
            Answer answer = Run([.. Softmax, .. words]);
            Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
            Assert.Contains(part, answer.Line);
        }
        Assert.False(File.Exists(out_));
    }
}
