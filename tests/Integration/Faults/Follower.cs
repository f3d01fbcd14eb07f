using Fanout.Client;
using Fanout.Client.Subscriptions;
using Fanout.Protocol.Messages;

namespace Fanout.Integration.Tests.Faults;

/// <summary>A client of the SDK that follows a match, and enters every state that it sees into the ledger.</summary>
internal sealed class Follower
{
    private readonly FanoutClient _client;
    private readonly Ledger _ledger;
    private readonly Subscription _subscription;
    private readonly Task _reading;
    private volatile Sight? _last;

    /// <param name="name">In messages.</param>
    /// <param name="client">Whose connection.</param>
    /// <param name="match">Index of the match.</param>
    /// <param name="everyEntry">Whether it follows every entry, or states, some of which may be merged.</param>
    /// <param name="ledger">Where what it sees goes.</param>
    public Follower(string name, FanoutClient client, int match, bool everyEntry, Ledger ledger)
    {
        (Name, Match, _client, _ledger) = (name, match, client, ledger);
        if (everyEntry)
        {
            var events = client.Events(ScriptedMatches.IdOf(match));
            (_subscription, _reading) = (events, ReadAsync(events));
        }
        else
        {
            var states = client.Match(ScriptedMatches.IdOf(match));
            (_subscription, _reading) = (states, ReadAsync(states));
        }
    }

    public string Name { get; }

    public int Match { get; }

    /// <summary>The newest state; null before the first.</summary>
    public Sight? Last => _last;

    /// <summary>Whether its node says that this is the newest there is.</summary>
    public bool IsLive => _client.IsLive;

    public bool IsConnected => _client.IsConnected;

    /// <summary>What must never be: a hash that did not agree, or an end that nobody asked for.</summary>
    public string? Fault => _subscription.HashMismatchCount > 0
        ? $"{Name}: {_subscription.HashMismatchCount} state hashes did not agree"
        : _reading.IsCompleted ? $"{Name}: ended: {_reading.Exception?.InnerException?.Message ?? "without a word"}" : null;

    private async Task ReadAsync(StateSubscription<MatchState, MatchDelta> states)
    {
        await foreach (var update in states.ReadAllAsync())
            See(update.State, update.Position);
    }

    private async Task ReadAsync(EventsSubscription events)
    {
        await foreach (var update in events.ReadAllAsync())
            See(update.State, update.Position);
    }

    private void See(Match state, Position position)
    {
        _ledger.Note(Match, position, state.Hash, Name);
        _last = new Sight(position, state.Hash, state.Head.Score?.Home ?? 0);
    }
}

/// <summary>What was seen of a match.</summary>
/// <param name="Number">Of the last event in it.</param>
internal sealed record Sight(Position Position, uint Hash, int Number);
