using System.Diagnostics.CodeAnalysis;
using VectorLoss.Catalogue;
using VectorLoss.Checking;
using VectorLoss.Losses;

namespace VectorLoss.Cli;

/// <summary>
/// What <c>verify --certify</c> proves: losses at the points of files, or without files all functions.
/// </summary>
[RequiresUnreferencedCode("Finds losses by reflection.")]
internal static class CertifiedFiles
{
    private const int PointsOfFunction = 10_000;

    public static IReadOnlyList<CertifyRun.Task> Tasks(ReferenceFile[] files, string? dtype)
        => files.Length > 0 ? [.. files.Select(file => Task(file, dtype))]
        : [.. Certify.Functions.Select(name => new CertifyRun.Task(name, stop =>
        [
            .. dtype == "double" ? [] : new[] { Certify.Function<float>(name, PointsOfFunction, 1, stop) },
            .. dtype == "float" ? [] : new[] { Certify.Function<double>(name, PointsOfFunction, 1, stop) },
        ]))];

    private static CertifyRun.Task Task(ReferenceFile file, string? dtype) => new(file.Loss, stop =>
    {
        LossCard card = LossCatalog.Find(file.Loss) ?? throw new UserError($"there is no loss '{file.Loss}'");
        LossRequest[] requests = Array.ConvertAll(file.Cases, reference => Verification.Request(card, reference));
        return
        [
            .. dtype == "double" ? [] : Certify.Requests<float>(requests, card.Name, stop),
            .. dtype == "float" ? [] : Certify.Requests<double>(requests, card.Name, stop),
        ];
    });
}
