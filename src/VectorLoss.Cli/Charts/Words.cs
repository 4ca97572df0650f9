namespace VectorLoss.Cli.Charts;

/// <summary>The few words that charts and pages add by themselves, in the language of the page.</summary>
/// <param name="Language">The lang attribute.</param>
internal sealed record Words(string Language)
{
    public static Words English { get; } = new("en");

    public static Words Korean { get; } = new("ko")
    {
        Numbers = "표로 보기",
        Code = "이 수업의 코드",
        FigureCode = "이 그림을 그린 코드",
        Claims = "확인한 주장",
        Measured = "측정값",
        Bound = "허용 범위",
        Holds = "성립",
        Fails = "실패",
        Previous = "이전",
        Next = "다음",
        Index = "목차",
        Ways = "다른 수업 (위)",
        WaysBelow = "다른 수업 (아래)",
        Home = "직접 실행되는 손실 함수 수업",
        Skip = "본문으로 건너뛰기",
        Reproduce = "직접 해 보기",
        Figure = "그림",
        Times = "이번 실행의 시간 (실행할 때마다 다릅니다)",
    };

    public string Numbers { get; private init; } = "The numbers";

    public string Code { get; private init; } = "The code of this lesson";

    public string FigureCode { get; private init; } = "The code of this figure";

    public string Claims { get; private init; } = "What was checked";

    public string Measured { get; private init; } = "measured";

    public string Bound { get; private init; } = "allowed";

    public string Holds { get; private init; } = "holds";

    public string Fails { get; private init; } = "fails";

    public string Previous { get; private init; } = "Previous";

    public string Next { get; private init; } = "Next";

    public string Index { get; private init; } = "All lessons";

    public string Ways { get; private init; } = "Lessons, at the top";

    public string WaysBelow { get; private init; } = "Lessons, at the bottom";

    public string Home { get; private init; } = "Loss functions: lessons that run";

    public string Skip { get; private init; } = "Skip to the text";

    public string Reproduce { get; private init; } = "Run it yourself";

    public string Figure { get; private init; } = "Figures";

    public string Times { get; private init; } = "Times of this run (other runs take other times)";

    /// <summary>The words of a language.</summary>
    public static Words Of(string language) => language == "ko" ? Korean : English;
}
