using VectorLoss.Cli;
using Xunit;

namespace VectorLoss.Tests.Cli;

/// <summary>
/// Every failure that is the user's to mend: one line that names the option or file and the reason, and exit code 2.
/// </summary>
public sealed class BadInputTests : Workplace
{
    [Theory]
    [InlineData("--batch 0", "--batch takes a whole number from 1 to 1000000, not '0'")]
    [InlineData("--batch 1e3", "--batch takes a whole number")]
    [InlineData("--batch 601", "--batch 601 does not fit 600 training images")]
    [InlineData("--lr nan", "--lr takes a number above 0, not 'nan'")]
    [InlineData("--lr -1", "--lr takes a number above 0")]
    [InlineData("--lr 1e400", "--lr takes a number above 0")]
    [InlineData("--momentum 1 --optimizer momentum", "--momentum takes a number from 0 to below 1, not '1'")]
    [InlineData("--momentum 0.5", "--momentum has no effect without --optimizer sgd or")]
    [InlineData("--beta1 0.5 --optimizer sgd", "--beta1 has no effect without --optimizer adam or")]
    [InlineData("--decay-every 5", "--decay-every has no effect without --schedule step")]
    [InlineData("--weight-decay -0.1", "--weight-decay takes a number not below 0")]
    [InlineData("--target-accuracy 97",
        "--target-accuracy takes a number above 0, at most 1, not '97' (did you mean 0.97?)")]
    [InlineData("--target-accuracy 1e9", "--target-accuracy takes a number above 0, at most 1, not '1e9' (see")]
    [InlineData("--eval-every 0", "--eval-every takes a whole number of at least 1")]
    [InlineData("--epochs 1", "--steps and --epochs exclude each other")]
    [InlineData("--lr", "--lr needs a value")]
    [InlineData("--threads 0", "--threads takes a whole number from 1 to 1024")]
    [InlineData("--seed -1", "--seed takes a whole number of at least 0, not '-1'")]
    [InlineData("--preset Book", "--preset takes one of default, book, not 'Book' (did you mean book?)")]
    [InlineData("--preset fast", "--preset takes one of default, book, not 'fast'")]
    [InlineData("--activation gelu", "--activation takes one of relu, sigmoid, tanh, not 'gelu'")]
    [InlineData("--optimizer lbfgs", "--optimizer takes one of sgd, momentum, adam, adamw")]
    [InlineData("--schedule linear", "--schedule takes one of constant, cosine, step")]
    [InlineData("--dtype half", "--dtype takes one of float, double")]
    [InlineData("--shards 2 --accumulate 2 --batch 20",
        "--accumulate does not suit --shards: a larger --batch is cut into shards")]
    [InlineData("--gradient numerical --accumulate 2", "--accumulate does not suit --gradient numerical")]
    [InlineData("--gradient numerical --dtype float", "--dtype float does not suit --gradient numerical")]
    [InlineData("--loss softmax-crossentropi",
        "--loss does not take 'softmax-crossentropi'; did you mean 'softmax-cross-entropy'? It takes one of")]
    [InlineData("--loss ctc", "its target is no class of an image")]
    [InlineData("--loss log-loss", "it can mean cross-entropy")]
    [InlineData("--loss perplexity", "--loss does not take 'perplexity'; it takes one of softmax-cross-entropy")]
    [InlineData("--init orthogonal", "--init takes he, glorot, xavier or normal:S")]
    [InlineData("--init normal:-1", "such as normal:0.01, not 'normal:-1' (see")]
    [InlineData("--init hee", "such as normal:0.01, not 'hee' (did you mean he?)")]
    [InlineData("--loss huber:dleta=2", "--loss huber:dleta=2: huber has no option 'dleta'; it has: delta")]
    [InlineData("--loss huber:delta=-2", "--loss huber:delta=-2: delta must be finite and above 0, not -2")]
    [InlineData("--loss tweedie:log_input=2", "--loss tweedie:log_input=2: log_input must be 0 or 1, not 2")]
    [InlineData("--loss sparsemax:delta=2", "sparsemax has no option 'delta'; it has: label_smoothing")]
    [InlineData("--loss huber:delta", "--loss huber:delta: options are written as in huber:delta=2, not 'delta'")]
    [InlineData("--loss huber:", "--loss huber:: options are written as in huber:delta=2, not ''")]
    [InlineData("--save --stps 10", "'--stps' is not an option; did you mean '--steps'?")]
    [InlineData("--save -json", "'-json' is not an option; did you mean '--json'?")]
    [InlineData("--layers 16", "--layers takes at least two widths")]
    [InlineData("--layers 16,x,10", "--layers takes widths from 1 to 1000000")]
    [InlineData("--layers 16,0,10", "--layers takes widths from 1 to 1000000")]
    [InlineData("--layers 784,2000000000,10", "--layers takes widths from 1 to 1000000")]
    [InlineData("--layers 784,10",
        "--layers 784,10: the first layer has 784 inputs, the images have 4 × 4 = 16 pixels")]
    [InlineData("--layers 16,9", "--layers 16,9: the last layer has 9 outputs, the data has 10 classes")]
    [InlineData("--layers 16,1000000,1000000,10", "a matrix would have more than 134217728 elements")]
    [InlineData("--warmup 60", "--warmup 60 does not end within 60 steps: the learning rate would never be reached")]
    [InlineData("--save-every 5", "--save-every has no effect without --save")]
    [InlineData("--save-every 0 --save net", "--save-every takes a whole number of at least 1")]
    [InlineData("--resume /no/such/file", "/no/such/file: there is no such file")]
    [InlineData("--frobnicate", "'--frobnicate' is not an option")]
    [InlineData("--stepz=3", "did you mean '--steps'?")]
    [InlineData("--batch 20 --batch 20", "--batch is given more than once")]
    [InlineData("--json --json", "--json is given more than once")]
    [InlineData("stray", "'stray' is not expected here")]
    public void A_bad_argument_ends_in_one_line(string words, string reason)
    {
        string[] given = words.Split(' ');
        string[] usual = ["--data", Data, "--steps", "60", "--layers", "16,12,10"];
        IEnumerable<string[]> others = usual.Chunk(2).Where(pair => !given.Contains(pair[0]));
        Answer answer = Run(["train", .. others.SelectMany(pair => pair), .. given]);
        Refused(answer, reason);
    }

    [Fact]
    public void An_empty_path_is_named()
    {
        Refused(Train("--save", ""), "--save takes a path");
        Refused(Run("train", "--data", ""), "--data takes a path");
    }

    [Fact]
    public void A_missing_directory_or_file_is_named()
    {
        Refused(Run("train", "--data", At("nowhere")), At("nowhere"));
        File.WriteAllText(At("t.csv"), "a,b\n1,2\n");
        Refused(Run("train", "--data", At("t.csv")), $"{At("t.csv")}: this is a file; the four IDX files of");
        File.Delete(Path.Combine(Data, "t10k-labels-idx1-ubyte"));
        Refused(Train(), "t10k-labels-idx1-ubyte: there is no such file");
    }

    [Theory]
    [InlineData("train --data F", "--data")]
    [InlineData("train --csv=F --target y", "--csv")]
    [InlineData("train --resume F", "--resume")]
    [InlineData("predict --model F --csv F", "--model and --csv")]
    [InlineData("eval --model F", "--model")]
    [InlineData("export --onnx out --model F", "--model")]
    [InlineData("loss mse --input F --target other", "--input")]
    [InlineData("loss mse --input=F --target other", "--input")]
    [InlineData("gradcheck --program true --at F", "--at")]
    public void A_missing_file_is_said_of_its_option(string words, string option)
    {
        string file = At("none/file");
        Refused(Run([.. words.Split(' ').Select(word => word.Replace("F", file, StringComparison.Ordinal))]),
            $"vectorloss: {option} {file}: there is no such ");
    }

    [Fact]
    public void A_truncated_file_is_named()
    {
        string path = Path.Combine(Data, "train-images-idx3-ubyte");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..5000]);
        Refused(Train(), $"{path}: truncated");
    }

    [Fact]
    public void Labels_where_images_belong_are_named()
    {
        string path = Path.Combine(Data, "train-images-idx3-ubyte");
        File.Copy(Path.Combine(Data, "train-labels-idx1-ubyte"), path, overwrite: true);
        Refused(Train(), $"{path}: holds labels");
    }

    [Fact]
    public void Counts_that_differ_are_named()
    {
        string path = Path.Combine(Data, "t10k-labels-idx1-ubyte");
        File.Copy(Path.Combine(Data, "train-labels-idx1-ubyte"), path, overwrite: true);
        Refused(Train(), $"{path}: holds 600 labels");
    }

    [Fact]
    public void A_path_that_cannot_be_written_is_found_before_training()
    {
        Refused(Train("--save", At("no/such/net")), $"--save {At("no/such/net")}: cannot be written");
        Refused(Train("--save", Data), $"--save {Data}: cannot be written: this is a directory");
        Refused(Train("--metrics", At("no/such/m.jsonl")), $"--metrics {At("no/such/m.jsonl")}: cannot be written");
        Refused(Train("--metrics", Data), $"--metrics {Data}: cannot be written: this is a directory");
    }

    [Fact]
    public void A_model_that_is_none_is_named()
    {
        Refused(Run("eval"), "--model");
        Refused(Run("eval", "--model", At("none")), $"{At("none")}: there is no such file");
        File.WriteAllText(At("text"), "this is no net at all");
        Refused(Run("eval", "--model", At("text")), At("text"));
        Train("--save", At("net"));
        Refused(Run("eval", "--model", At("net")), "784 pixels");
    }

    [Fact]
    public void An_unknown_command_is_named_with_the_nearest()
        => Refused(Run("trian"), "'trian' is not a command; did you mean 'train'?");

    [Theory]
    [InlineData("verify --certfy", "'--certfy' is not an option; did you mean '--certify'?")]
    [InlineData("losses --jsn", "'--jsn' is not an option; did you mean '--json'?")]
    [InlineData("losses hubr", "did you mean 'huber'?")]
    [InlineData("lesson lerning", "did you mean 'learning-rate'?")]
    [InlineData("lesson --lng ko all", "'--lng' is not an option; did you mean '--lang'?")]
    [InlineData("lesson all --lang fr", "--lang takes one of en, ko, not 'fr'")]
    [InlineData("gradcheck --op matmull", "did you mean 'matmul'?")]
    [InlineData("gradcheck --loss hubr", "did you mean 'huber'?")]
    [InlineData("gradcheck --template pythn", "(did you mean python?)")]
    [InlineData("eval", "--model is missing")]
    [InlineData("predict", "--model is missing")]
    [InlineData("export --model net", "--onnx is missing")]
    [InlineData("eval --model", "--model needs a value")]
    [InlineData("train --hlep", "'--hlep' is not an option; did you mean '--help'?")]
    [InlineData("train --learning-rate 0.1", "'--learning-rate' is not an option; did you mean '--lr'?")]
    [InlineData("train --hidden-width 9", "'--hidden-width' is not an option (see 'vectorloss train --help')")]
    [InlineData("new loss", "NAME is missing (see 'vectorloss new loss --help')")]
    [InlineData("new los", "'los' is not a command; did you mean 'loss'? (see 'vectorloss new --help')")]
    [InlineData("info extra", "'extra' is not expected here")]
    public void A_misspelt_word_is_named_with_the_nearest(string words, string reason)
        => Refused(Run(words.Split(' ')), reason);

    public static TheoryData<string> Commands => ["train", "predict", "eval", "export", "info", "lessons", "lesson",
        "losses", "loss", "verify", "gradcheck"];

    // Without its last letter but one, and without its value.
    [Theory, MemberData(nameof(Commands))]
    public void Every_option_is_known_by_a_misspelling_and_asks_for_its_value(string command)
    {
        string[] options = [.. Run(command, "--help").Out.Split('\n').Where(line => line.StartsWith("  --",
            StringComparison.Ordinal)).Select(line => line.Trim())];
        foreach (string line in options)
        {
            string option = line.Split(' ')[0];
            // A loss has arrays and options of its own, which are tested with it.
            if (command != "loss" && option.Length > 7)
                Refused(Run(command, option[..^2] + option[^1]), $"'{option}'");
            if (line.StartsWith($"{option} <", StringComparison.Ordinal))
                Refused(Run(command, option), $"{option} needs a value");
        }
        Assert.Equal(command == "info" ? 1 : options.Length, Math.Max(options.Length, 1));
    }

    private static void Refused(Answer answer, string reason)
    {
        Assert.Equal((ExitCode.BadInput, ""), (answer.Exit, answer.Out));
        Assert.StartsWith("vectorloss: ", answer.Line);
        Assert.Contains(reason, answer.Line);
    }
}
