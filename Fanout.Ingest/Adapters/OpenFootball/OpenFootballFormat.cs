using Fanout.Ingest.Adapters.Json;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>
/// openfootball's football.json: one document for each tournament or season, with its matches in a list or in rounds, results and goals; no
/// ids, no times within a match. docs: github.com/openfootball/football.json.
/// </summary>
internal sealed class OpenFootballFormat : IFeedFormat
{
    public const string FormatName = "openfootball";

    // Document → rounds → round → matches → match → its members.
    private const int NameDepthMax = 5;

    public string Name => FormatName;

    public Likeness Recognise(FeedSample sample)
    {
        var names = JsonOutline.NamesIn(sample, NameDepthMax);
        if (!names.IsSupersetOf(["team1", "team2", "date"]) || !names.Overlaps(["matches", "rounds"])) return Likeness.None;
        return names.Overlaps(["matchID", "MatchID", "matchId"]) ? Likeness.None : Likeness.Certain;
    }

    public IAdapter Open() => new OpenFootballAdapter();
}
