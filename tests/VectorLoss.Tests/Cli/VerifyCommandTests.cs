using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary><c>vectorloss verify</c> says in its own words what is wrong with a file of reference values.</summary>
public sealed class VerifyCommandTests : Workplace
{
    private const string Case = """{"id":"a","options":{},"inputs":{},"value":{"shape":[],"values":[1]},"grad":{}}""";

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("1,2\n3,4\n", "what begins at line 1, byte 2 is no JSON")]
    [InlineData("{\"loss\":\n  nul", "what begins at line 2, byte")]
    [InlineData("[]", "'loss' is missing")]
    [InlineData("{}", "'loss' is missing")]
    [InlineData("{\"loss\":3}", "'loss' is a number, not a text")]
    [InlineData("{\"loss\":\"mse\"}", "'cases' is missing")]
    [InlineData("{\"loss\":\"mse\",\"cases\":{}}", "'cases' is an object, not a list")]
    [InlineData("{\"loss\":\"mse\",\"rounded\":1,\"cases\":[]}", "'rounded' is a number, not true or false")]
    [InlineData("{\"loss\":\"mse\",\"within\":true,\"cases\":[]}", "'within' is true or false, not a number")]
    [InlineData("{\"loss\":\"mse\",\"cases\":[1]}", "'options' is missing")]
    [InlineData("{\"loss\":\"\\ud800\",\"cases\":[]}", "half of a surrogate pair in a text")]
    public void A_damaged_file_is_refused_by_what_is_wrong(string text, string reason) => Refused(text, reason);

    [Theory]
    [InlineData("\"id\":\"a\"", "\"id\":null", "'id' is null, not a text")]
    [InlineData("\"options\":{}", "\"options\":{\"delta\":[]}", "'delta' is a list, not a number")]
    [InlineData("\"shape\":[]", "\"shape\":[2]", "'value' has 1 value for the shape [2]")]
    [InlineData("\"shape\":[]", "\"shape\":[-1]", "the shape of 'value' is no list of lengths")]
    [InlineData("\"shape\":[]", "\"shape\":[1.5]", "the shape of 'value' is no list of lengths")]
    [InlineData("\"values\":[1]", "\"values\":[\"one\"]", "'one' in 'value' is no number")]
    [InlineData("\"values\":[1]", "\"values\":[null]", "'value' is null, not a number")]
    [InlineData("\"grad\":{}", "\"grad\":{\"x\":[1],\"x\":[1]}", "'grad' has 'x' twice")]
    [InlineData("\"inputs\":{}", "\"inputs\":{\"x\":[1]}", "'shape' is missing")]
    public void A_damaged_case_is_refused_by_what_is_wrong(string right, string wrong, string reason)
        => Refused($$"""{"loss":"mse","cases":[{{Case.Replace(right, wrong, StringComparison.Ordinal)}}]}""", reason);

    [Fact]
    public void No_path_is_none()
    {
        Answer answer = Run("verify", "");
        Assert.Equal(ExitCode.BadInput, answer.Exit);
        Assert.Equal("vectorloss: PATH takes a path, not '' (see 'vectorloss verify --help')", answer.Line);
    }

    [Fact]
    public void A_file_that_is_named_twice_counts_once()
    {
        string huber = RepositoryFiles.Data("vectors/huber.json");
        Directory.CreateDirectory(At("real"));
        File.Copy(huber, At("real/huber.json"));
        File.CreateSymbolicLink(At("link.json"), At("real/huber.json"));
        Directory.CreateSymbolicLink(At("folder"), At("real"));
        string once = Run("verify", At("real/huber.json")).Out;
        Assert.Contains(" pass\n", once);
        string[] others = ["real/huber.json", "real/../real/huber.json", "link.json", "real", "folder"];
        foreach (string other in others)
        {
            Assert.Equal(once, Run("verify", At("real/huber.json"), At(other)).Out);
            Assert.Equal(once, Run("verify", At(other), At(other)).Out);
        }
        // A copy is another file, whose cases may be others.
        File.Copy(huber, At("copy.json"));
        Assert.NotEqual(once, Run("verify", At("real/huber.json"), At("copy.json")).Out);
        if (OperatingSystem.IsLinux())
        {
            OutputTests.Link(At("real/huber.json"), At("hard.json"));
            Assert.Equal(once, Run("verify", At("hard.json"), At("real/huber.json")).Out);
        }
        Answer missing = Run("verify", At("none.json"), At("none.json"));
        Assert.Contains("none.json: there is no such file", missing.Line);
    }

    [Fact]
    public void A_file_behind_a_switch_is_no_value_of_it()
    {
        File.WriteAllText(At("file.json"), "[]");
        Assert.StartsWith($"vectorloss: {At("file.json")}: ", Run("verify", "--json", At("file.json")).Line);
    }

    private void Refused(string text, string reason)
    {
        File.WriteAllText(At("file.json"), text);
        Answer answer = Run("verify", At("file.json"));
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.StartsWith($"vectorloss: {At("file.json")}: ", answer.Line);
        Assert.Contains(reason, answer.Line);
        // Words of the class library, which the user can do nothing with.
        Assert.DoesNotContain("BytePosition", answer.Line);
        Assert.DoesNotContain("target element", answer.Line);
    }
}
