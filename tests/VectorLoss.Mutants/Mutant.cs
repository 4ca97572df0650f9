using System.Security.Cryptography;
using System.Text;
using Mono.Cecil.Cil;

namespace VectorLoss.Mutants;

/// <summary>One fault that can be put into the engine.</summary>
/// <param name="Room">The folder of the engine.</param>
/// <param name="File">The path of its source file under src/VectorLoss.</param>
/// <param name="Line">Its line; not part of the name, so that lines above may change.</param>
/// <param name="Method">Type and method.</param>
/// <param name="Fault">What kind of fault.</param>
/// <param name="Change">What it changes into what.</param>
/// <param name="Ordinal">Which of the method's faults of this kind and change.</param>
/// <param name="At">The instruction.</param>
/// <param name="Plant">Puts the fault in; the result takes it out.</param>
internal sealed record Mutant(string Room, string File, int Line, string Method, string Fault, string Change,
    int Ordinal, Instruction At, Func<Action> Plant)
{
    /// <summary>A short name that stays while the method stays.</summary>
    public string Name { get; } = Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{Method}|{Fault}|{Change}|{Ordinal}")))[..10];

    /// <summary>Where it stands in the sample of a seed: a hash, so that new code moves no other mutant.</summary>
    public string Rank(int seed)
        => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{Name}")));

    /// <summary>The instructions around it.</summary>
    public string Surroundings()
    {
        Instruction first = At, last = At;
        for (int i = 0; i < 7; i++)
            (first, last) = (first.Previous ?? first, last.Next ?? last);
        StringBuilder text = new();
        for (Instruction? at = first; at is not null && at != last; at = at.Next)
            text.AppendLine($"{(at == At ? "->" : "  ")} {at}");
        return text.ToString();
    }
}
