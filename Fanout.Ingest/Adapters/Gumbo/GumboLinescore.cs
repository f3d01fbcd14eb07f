using System.Globalization;
using System.Text.Json.Nodes;
using Fanout.Ingest.Adapters.Baseball;
using Fanout.Ingest.Adapters.Json;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Gumbo;

/// <summary>How the game stands, as <c>liveData.linescore</c> sums it up.</summary>
internal sealed class GumboLinescore(JsonNode? document)
{
    private const int InningsUsual = 9;
    private const int NumberMax = 4; // of outs, balls and strikes

    private readonly JsonNode? _line = document.At("liveData", "linescore");

    public int Regulation => _line.Whole("scheduledInnings") is > 0 and <= HalfInning.InningMax and var innings ? innings : InningsUsual;

    /// <summary>The inning that is being played; 0: none yet.</summary>
    public int Inning => _line.Whole("currentInning") is > 0 and <= HalfInning.InningMax and var inning ? inning : 0;

    /// <summary>Of the half that is being played, or was before the pause.</summary>
    public string Phase
    {
        get
        {
            if (Inning == 0) return "";
            var isTop = _line.Text("inningState") switch
            {
                "Top" or "Middle" => true,
                "Bottom" or "End" => false,
                _ => _line.Flag("isTopInning") ?? true,
            };
            return string.Create(CultureInfo.InvariantCulture, $"{Inning}{(isTop ? 'T' : 'B')}");
        }
    }

    /// <summary>Runs of both sides; <see langword="null"/> where one of them is not stated.</summary>
    public Pair? Runs => PairOf("runs");

    /// <summary>All of it; <see langword="null"/> before the first inning.</summary>
    public ScoreUpdate? ToUpdate()
    {
        if (Inning == 0 || Runs is not { } runs) return null;
        var update = new ScoreUpdate { Home = runs.Home, Away = runs.Away, Basis = ScoreBasis.Types.Value.Runs, Baseball = new BaseballUpdate() };
        var baseball = update.Baseball;
        baseball.Innings.Add(Innings());
        if (PairOf("hits") is { } hits) baseball.Hits = hits;
        if (PairOf("errors") is { } errors) baseball.Errors = errors;
        if (NumberOf("outs") is { } outs) baseball.Outs = outs;
        if (NumberOf("balls") is { } balls) baseball.Balls = balls;
        if (NumberOf("strikes") is { } strikes) baseball.Strikes = strikes;
        if (_line.At("offense") is JsonObject offense)
            baseball.Bases = new Bases { First = offense["first"] is not null, Second = offense["second"] is not null, Third = offense["third"] is not null };
        return update;
    }

    /// <summary>By their numbers. A half without runs was not played.</summary>
    private List<BaseballInning> Innings()
    {
        var innings = new List<BaseballInning>();
        foreach (var stated in _line.Elements("innings"))
        {
            var number = stated.Whole("num") ?? innings.Count + 1;
            if (number is < 1 or > HalfInning.InningMax) continue;
            while (innings.Count < number) innings.Add(new BaseballInning());
            if (stated.Whole("away", "runs") is >= 0 and var away) innings[number - 1].Away = away;
            if (stated.Whole("home", "runs") is >= 0 and var home) innings[number - 1].Home = home;
        }

        return innings;
    }

    private Pair? PairOf(string name) =>
        _line.Whole("teams", "home", name) is >= 0 and var home && _line.Whole("teams", "away", name) is >= 0 and var away
            ? new Pair { Home = home, Away = away }
            : null;

    private uint? NumberOf(string name) => _line.Whole(name) is >= 0 and <= NumberMax and var number ? (uint)number : null;
}
