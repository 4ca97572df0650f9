using OwnLosses;

IReadOnlyList<string> faults = LossNameCheck.Run();
foreach (string fault in faults)
    Console.WriteLine(fault);
Console.WriteLine(faults.Count == 0 ? "loss-name: its vectors, claims and gradients hold"
    : faults.Count == 1 ? "loss-name: 1 fault" : $"loss-name: {faults.Count} faults");
return faults.Count == 0 ? 0 : 1;
