using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Tennis;

/// <summary>Where a match stands after a point. Nobody changes it.</summary>
/// <param name="Sets">Those that were begun.</param>
/// <param name="Game">The count within the game; 0–0 between games.</param>
/// <param name="IsSetOver">The last of the sets is won.</param>
internal sealed record TennisStanding(IReadOnlyList<TennisSet> Sets, TennisGame Game, bool IsSetOver)
{
    /// <summary>Who serves next, in the words of the score's <c>server</c>; empty: not known.</summary>
    public string Server { get; init; } = "";

    /// <summary>Before the first point.</summary>
    public static TennisStanding Start(string server) => new([new TennisSet()], new TennisGame { Home = "0", Away = "0" }, false) { Server = server };

    public int SetsWon(bool home)
    {
        var won = 0;
        for (var i = 0; i < Sets.Count; i++)
        {
            if (i < Sets.Count - 1 || IsSetOver) won += (Sets[i].Home > Sets[i].Away) == home && Sets[i].Home != Sets[i].Away ? 1 : 0;
        }

        return won;
    }

    /// <summary>The side that has won the match; <see langword="null"/> while it goes on.</summary>
    public bool? Winner(TennisRules rules)
    {
        if (!IsSetOver) return null;
        if (rules.IsMatch(SetsWon(home: true))) return true;
        return rules.IsMatch(SetsWon(home: false)) ? false : null;
    }

    public ScoreUpdate ToUpdate()
    {
        var tennis = new TennisUpdate { Game = Game.Clone() };
        foreach (var set in Sets) tennis.Sets.Add(set.Clone());
        if (Server.Length > 0) tennis.Server = Server;
        return new ScoreUpdate
        {
            Home = SetsWon(home: true),
            Away = SetsWon(home: false),
            Basis = ScoreBasis.Types.Value.Sets,
            Tennis = tennis,
        };
    }

    /// <summary>Games of the sets as people write them: 6–4 3–2.</summary>
    public override string ToString() =>
        string.Join(' ', Sets.Select(static set => string.Create(CultureInfo.InvariantCulture, $"{set.Home}-{set.Away}")));
}
