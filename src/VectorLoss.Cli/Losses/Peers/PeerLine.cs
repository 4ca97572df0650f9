using System.Globalization;

namespace VectorLoss.Cli;

/// <summary>A loss of another library and the loss here that gives the same numbers.</summary>
/// <param name="Loss">The loss here.</param>
/// <param name="Name">The loss there.</param>
/// <param name="Defaults">Its options there when the caller says nothing.</param>
/// <param name="Mean">What its reduction divides by.</param>
/// <param name="Differs">What else a user may not expect; empty if nothing.</param>
/// <param name="Options">Options here that give its defaults.</param>
/// <param name="Words">Options here that are words, <c>reduction</c> and <c>target_kind</c>.</param>
/// <param name="Times">Its number is this times ours …</param>
/// <param name="Plus">… plus this.</param>
/// <param name="Relation">What stands in the place of <paramref name="Plus"/> where that belongs to the measured
/// targets: "+ the mean of log t!", of any targets; else empty.</param>
/// <param name="IsNear">Whether the loss here is only the nearest one.</param>
/// <param name="Cases">What was measured.</param>
internal sealed record PeerLine(string Loss, string Name, string Defaults, string Mean, string Differs,
    Dictionary<string, double> Options, Dictionary<string, string> Words, double Times, double Plus, string Relation,
    bool IsNear, PeerCase[] Cases)
{
    /// <summary>How to get its number here: "2 × mse --reduction sum".</summary>
    public string Here
    {
        get
        {
            string times = Times == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Times:R} × ");
            string plus = Relation.Length > 0 ? " " + Relation : Plus == 0 ? ""
                : string.Create(CultureInfo.InvariantCulture, $" {(Plus < 0 ? "−" : "+")} {Math.Abs(Plus):R}");
            IEnumerable<string> options = Options.Select(option => Option(option.Key, LossCommand.Text(option.Value)))
                .Concat(Words.Select(word => Option(word.Key, word.Value)));
            return (IsNear ? "nearest: " : "") + times + Loss + string.Concat(options) + plus;
        }
    }

    private static string Option(string name, string value) => $" --{name.Replace('_', '-')} {value}";
}
