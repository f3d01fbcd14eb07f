using Fanout.Ingest.Adapters.Tennis;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Slam;

/// <summary>
/// Who serves next: the rows say only who served. In doubles it is a player where the rows name players and the pair's order in this set is
/// known, otherwise the side.
/// </summary>
internal sealed class SlamServe(Fixture fixture)
{
    private readonly int[] _last = [0, 0]; // who of a side served its last game of this set
    private int _setCount = 1;

    /// <summary>What the score's <c>server</c> says of the player with that number; empty: not known.</summary>
    public string WordOf(int server)
    {
        if (server == 0) return "";
        var home = server % 2 == 1;
        var players = (home ? fixture.Home : fixture.Away)?.Players;
        return players is { Count: > 1 } ? players[server > 2 ? 1 : 0].Id : Side.Of(home);
    }

    public string NameOf(int server)
    {
        if (server == 0) return "";
        var side = server % 2 == 1 ? fixture.Home : fixture.Away;
        return side is null ? "" : side.Players.Count > 1 ? side.Players[server > 2 ? 1 : 0].Name : side.Name;
    }

    public string Next(SlamRow row, TennisStanding after)
    {
        if (row.HomeServed is not { } home) return "";
        if (after.Sets.Count != _setCount) _last[0] = _last[1] = 0; // a pair may change its order between sets
        _setCount = after.Sets.Count;
        var namesPlayers = row.Games is not null;
        if (after.Sets[^1].TieBreak is not null && !after.IsSetOver)
        {
            var points = after.Sets[^1].TieBreak.Home + after.Sets[^1].TieBreak.Away;
            return points % 2 == 1 ? Side.Of(!home) : namesPlayers ? WordOf(row.Server) : Side.Of(home);
        }

        if (after.Game is not { Home: "0", Away: "0" }) return namesPlayers ? WordOf(row.Server) : Side.Of(home);
        _last[home ? 0 : 1] = row.Server;
        var partner = _last[home ? 1 : 0] switch { 0 => 0, > 2 and var server => server - 2, var server => server + 2 };
        return namesPlayers && partner != 0 && !after.IsSetOver && IsDoubles ? WordOf(partner) : Side.Of(!home);
    }

    private bool IsDoubles => fixture.Home?.Players.Count > 1;
}
