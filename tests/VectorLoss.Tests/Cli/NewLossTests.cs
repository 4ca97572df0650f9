using System.Diagnostics;
using VectorLoss.Cli;
using VectorLoss.Losses;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>vectorloss new loss</c>: what it writes is built and checks itself, and finds what is wrong.</summary>
public sealed class NewLossTests : Workplace
{
    private static string Engine => typeof(LossCard).Assembly.Location;

    [Fact]
    public void The_files_build_check_themselves_and_find_a_wrong_slope_value_and_claim()
    {
        Answer answer = Run("new", "loss", "one-sided", "--dir", At("own"), "--engine", Engine);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("OneSidedCheck.cs", answer.Out);
        Assert.Equal((0, "one-sided: its vectors, claims and gradients hold\n"), Checked());

        string loss = At("own/OneSided.cs"), source = File.ReadAllText(loss);
        Edit(loss, "R.Sigmoid((", "R.Of(1.001) * R.Sigmoid((");
        Edit(loss, "Claims.NonNegative", "Claims.ZeroAtTarget | Claims.NonNegative");
        (int exit, string told) = Checked();
        Assert.Equal(1, exit);
        Assert.Contains("claimed 0 at the target, but 0.69", told);
        Assert.Contains("Fail", told);
        Assert.Matches("one-sided: [0-9]+ faults", told);

        File.WriteAllText(loss, source);
        Edit(At("own/OneSidedLaws.cs"), "0.6931471805599453", "0.6931471805589453");
        (exit, told) = Checked();
        Assert.Equal(1, exit);
        Assert.Equal("at the target: 0.6931471805599453 for 0.6931471805589453\none-sided: 1 fault\n", told);
    }

    // Each with a slope of its own that is wrong by a thousandth, and a law that no longer holds.
    [Theory]
    [InlineData("class", "- R.Of(1);", "- R.Of(1.001);", "missing * missing -", "missing * missing +",
        "falls no longer")]
    [InlineData("triple", "R.Sigmoid(z)", "R.Of(1.001) * R.Sigmoid(z)", "* third *", "*", "does not double")]
    [InlineData("row", "R.Of(2) * slopes", "R.Of(2.001) * slopes", "R.Log1p(sums.First)", "R.Log(R.Of(2) + sums.First)",
        "claimed 0 at the target, but 0.69")]
    public void A_loss_of_another_family_does_too(
        string family, string slope, string wrongSlope, string value, string wrongValue, string told)
    {
        Answer answer = Run("new", "loss", "own-loss", "--family", family, "--dir", At("own"), "--engine", Engine);
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Equal((0, "own-loss: its vectors, claims and gradients hold\n"), Checked());
        Edit(At("own/OwnLoss.cs"), slope, wrongSlope);
        Edit(At("own/OwnLoss.cs"), value, wrongValue);
        (int exit, string faults) = Checked();
        Assert.Equal(1, exit);
        Assert.Contains("Fail", faults);
        Assert.Contains(told, faults);
        Assert.Matches("(?m)^.*: [-0-9.Ee+]+ for [-0-9.Ee+]+$", faults);
    }

    [Theory]
    [InlineData("one-sided")]
    [InlineData("OneSided")]
    [InlineData("one_sided")]
    public void A_name_is_taken_in_any_spelling(string name)
        => Assert.Equal(new LossTemplate("OneSided", "one-sided"), LossTemplate.Of(name));

    [Theory]
    [InlineData("huber", "'huber' is a loss already (see 'vectorloss losses huber')")]
    [InlineData("MSELoss", "'MSELoss' is a loss already (see 'vectorloss losses mse')")]
    [InlineData("1st", "'1st' is no name for a loss; a name is made of letters and digits")]
    [InlineData("a/b", "'a/b' is no name for a loss; a name is made of letters and digits")]
    [InlineData("--", "'--' is no name for a loss; a name is made of letters and digits")]
    public void What_is_no_new_name_is_refused_in_a_line(string name, string expected)
        => Assert.StartsWith(expected, Assert.Throws<UserError>(() => LossTemplate.Of(name)).Message);

    // What the files use: types of the system and of the engine, members, one another.
    [Theory]
    [InlineData("Math", "point")]
    [InlineData("random", "point")]
    [InlineData("IReal", "class")]
    [InlineData("method-impl", "class")]
    [InlineData("method-impl-attribute", "class")]
    [InlineData("triple", "row")]
    [InlineData("terms", "row")]
    [InlineData("program", "row")]
    [InlineData("slopes", "triple")]
    [InlineData("card", "triple")]
    [InlineData("R", "triple")]
    [InlineData("system", "row")]
    [InlineData("vector-loss", "point")]
    [InlineData("own-losses", "point")]
    public void A_name_that_the_files_use_is_refused_in_a_line(string name, string family)
    {
        string line = Assert.Throws<UserError>(() => LossTemplate.Of(name, family)).Message;
        Assert.StartsWith($"'{name}' cannot name a loss: its files use ", line);
        string free = line.Split(" would be free")[0].Split(' ')[^1];
        Assert.Equal(free, LossTemplate.Of(free, family).Type);
    }

    // One project with a loss of each name beside the others: names of types of the system, keywords, one letter.
    [Fact]
    public void What_is_not_refused_is_built_beside_other_losses()
    {
        (string Name, string Family)[] losses = [("one-sided", "point"), ("Object", "class"), ("task", "point"),
            ("string", "triple"), ("double", "row"), ("index", "point"), ("T", "row"), ("class", "class"),
            ("Enumerable", "point"), ("slopes", "point"), ("Vector", "triple"), ("A1", "class")];
        foreach ((string name, string family) in losses)
        {
            Answer answer = Run("new", "loss", name, "--family", family, "--dir", At("own"), "--engine", Engine);
            Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        }
        Assert.Equal((0, "one-sided: its vectors, claims and gradients hold\n"), Checked());
    }

    [Theory]
    [InlineData("reg.csv", false)]
    [InlineData("VectorLoss", false)]
    [InlineData("VectorLoss.sln", false)]
    [InlineData("Other.csproj", true)]
    [InlineData("VectorLoss.DLL", true)]
    public void An_engine_is_a_project_or_an_assembly(string engine, bool isTaken)
    {
        File.WriteAllText(At(engine), "");
        Answer answer = Run("new", "loss", "OneSided", "--dir", At("own"), "--engine", At(engine));
        Assert.Equal(isTaken ? ExitCode.Done : ExitCode.BadInput, answer.Exit);
        Assert.Equal(isTaken, File.Exists(At("own/OneSided.csproj")));
        if (!isTaken)
            Assert.EndsWith($"{engine}: this is no VectorLoss.csproj or VectorLoss.dll", answer.Line);
    }

    [Fact]
    public void A_directory_with_a_project_keeps_it()
    {
        Directory.CreateDirectory(At("mine"));
        File.WriteAllText(At("mine/Mine.csproj"), "<Project />");
        Answer answer = Run("new", "loss", "OneSided", "--dir", At("mine"));
        Assert.Equal((ExitCode.Done, ""), (answer.Exit, answer.Error));
        Assert.Contains("A test calls OneSidedCheck.Run()", answer.Out);
        Assert.Equal(["Mine.csproj", "OneSided.cs", "OneSidedCheck.cs", "OneSidedLaws.cs"],
            Directory.GetFiles(At("mine")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_overwritten_and_nothing_is_half_written()
    {
        Directory.CreateDirectory(At("mine"));
        File.WriteAllText(At("mine/OneSidedCheck.cs"), "mine");
        Answer answer = Run("new", "loss", "OneSided", "--dir", At("mine"));
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.EndsWith("OneSidedCheck.cs is there already; give another --dir or name", answer.Line);
        Assert.Equal([At("mine/OneSidedCheck.cs")], Directory.GetFiles(At("mine")));
        answer = Run("new", "loss", "OneSided", "--dir", At("other"), "--engine", At("none.dll"));
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.EndsWith("none.dll: there is no such file", answer.Line);
        Assert.False(Directory.Exists(At("other")));
    }

    [Fact]
    public void Without_an_engine_that_of_the_clone_is_meant()
    {
        Run("new", "loss", "OneSided", "--dir", At("own"));
        string project = File.ReadAllText(At("own/OneSided.csproj"));
        Assert.Contains("<ProjectReference Include=\"", project);
        Assert.Contains(Path.Combine("src", "VectorLoss", "VectorLoss.csproj"), project);
    }

    private (int Exit, string Out) Checked()
    {
        ProcessStartInfo start = new("dotnet", ["run", "--project", At("own")]) { RedirectStandardOutput = true };
        // The compiler is no part of the test: at a narrow width it would take minutes.
        foreach (string narrow in start.Environment.Keys.ToArray())
        {
            if (narrow.StartsWith("DOTNET_Enable", StringComparison.Ordinal))
                start.Environment.Remove(narrow);
        }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static void Edit(string path, string from, string to)
    {
        string text = File.ReadAllText(path);
        Assert.Contains(from, text);
        File.WriteAllText(path, text.Replace(from, to));
    }
}
