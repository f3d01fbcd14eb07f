using System.Globalization;
using Fanout.Ingest.Adapters.Tennis;
using LastSet = Fanout.Protocol.Messages.FinalSet.Types.Value;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>
/// What the id of a match tells, and the rules that follow: <c>2013-wimbledon-1701</c> is of the men's singles (1), round 7, match 1;
/// <c>2021-ausopen-MD103</c> of the men's doubles, round 1, match 3.
/// </summary>
internal sealed record SlamEvent(int Year, string Slam, string Code)
{
    private const string MenSingles = "MS";
    private const string MixedDoubles = "XD";
    private static readonly string[] ByDigit = ["", MenSingles, "WS", "MD", "WD", MixedDoubles];

    public string Competition => Slam switch
    {
        "ausopen" => "Australian Open",
        "frenchopen" => "French Open",
        "wimbledon" => "Wimbledon",
        "usopen" => "US Open",
        _ => Slam,
    };

    /// <summary>Name of the event; empty where the id does not tell it.</summary>
    public string Name => Code switch
    {
        MenSingles => "Men's Singles",
        "WS" => "Women's Singles",
        "MD" => "Men's Doubles",
        "WD" => "Women's Doubles",
        MixedDoubles => "Mixed Doubles",
        _ => "",
    };

    /// <summary>The first day of the year: the format has no dates, and times must count from something.</summary>
    public DateTimeOffset Start => new(Year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Takes an id apart; what it does not tell is empty, the year then 1970.</summary>
    public static SlamEvent Of(string matchId)
    {
        var parts = matchId.Split('-');
        var year = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var stated) && stated is >= 1877 and <= 9999
            ? stated
            : 1970;
        var number = parts[^1];
        var code = number.Length >= 2 && char.IsAsciiLetterUpper(number[0]) ? number[..2] : "";
        if (code.Length == 0 && number.Length == 4 && number[0] is >= '1' and <= '5') code = ByDigit[number[0] - '0'];
        return new SlamEvent(year, parts.Length > 2 ? parts[1] : "", code);
    }

    /// <summary>The rules of the event in that year, as far as they are public knowledge.</summary>
    public TennisRules Rules()
    {
        var isMixed = Code == MixedDoubles && Slam != "wimbledon";
        var finalSet = isMixed ? LastSet.MatchTieBreak : LastSetOf();
        var to = Year >= 2022 || (Slam == "ausopen" && Year >= 2019) ? TennisRules.MatchTieBreakTo : TennisRules.TieBreakTo;
        return new TennisRules(BestOf(), finalSet, to, NoAd: isMixed);
    }

    private int BestOf() => Code switch
    {
        MenSingles => 5,
        "MD" when Slam == "wimbledon" && Year <= 2022 => 5,
        "" => 0,
        _ => Name.Length > 0 ? 3 : 0,
    };

    // All four play a tie-break to ten at 6–6 since 2022. Wimbledon's of 2019 to 2021 came at 12–12, which is neither.
    private LastSet LastSetOf() => Slam switch
    {
        "usopen" => LastSet.TieBreak,
        "ausopen" => Year >= 2019 ? LastSet.TieBreak : Singles(LastSet.Advantage),
        "frenchopen" => Year >= 2022 ? LastSet.TieBreak : Singles(LastSet.Advantage),
        "wimbledon" when Year >= 2022 => LastSet.TieBreak,
        "wimbledon" when Year <= 2018 => LastSet.Advantage,
        _ => LastSet.Unspecified,
    };

    private LastSet Singles(LastSet value) => Code is MenSingles or "WS" ? value : LastSet.Unspecified;
}
