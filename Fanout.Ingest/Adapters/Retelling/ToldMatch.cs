using System.IO.Hashing;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Adapters.Retelling;

/// <summary>What was told of one match: digests of its events in order, its incidents, and the last word on each part of its state.</summary>
internal sealed class ToldMatch
{
    private readonly List<(ulong Key, ulong Digest)> _events = [];
    private readonly Dictionary<string, ulong> _incidents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _voided = new(StringComparer.Ordinal);

    /// <summary>Events, by the key of the place that they tell of and by all that they say.</summary>
    public IReadOnlyList<(ulong Key, ulong Digest)> Events => _events;

    /// <summary>The last word on each part of the state.</summary>
    public StateDigests State { get; private set; }

    /// <summary>Time of the last event: nothing may be told of before it.</summary>
    public DateTimeOffset At { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>How many documents took back something of this match.</summary>
    public int Corrections { get; set; }

    /// <summary>Incidents that stand as told, by id.</summary>
    public IReadOnlyCollection<string> Incidents => _incidents.Keys;

    /// <summary>Takes note of an event that is being told; <paramref name="key"/> names the place that it tells of.</summary>
    public void Add(ulong key, ulong digest, ScoreEvent told)
    {
        _events.Add((key, digest));
        State = State.After(told);
        Advance(told.At.ToDateTimeOffset());
        if (told.Incident is { } incident) Note(incident);
        if (told.Void is { } taken) NoteVoid(taken.Incident);
    }

    /// <summary>Forgets all events but the first of them; incidents and state are corrected one by one.</summary>
    public void KeepEvents(int count) => _events.RemoveRange(count, _events.Count - count);

    public void AddEvent(ulong key, ulong digest) => _events.Add((key, digest));

    public void Settle(StateDigests state) => State = state;

    public void Advance(DateTimeOffset at)
    {
        if (at > At) At = at;
    }

    /// <summary>Whether an incident stands just as it was told.</summary>
    public bool Stands(IncidentUpdate incident) => _incidents.TryGetValue(incident.Id, out var digest) && digest == DigestOf(incident);

    public bool WasVoided(string incident) => _voided.Contains(incident);

    public void Note(IncidentUpdate incident)
    {
        _incidents[incident.Id] = DigestOf(incident);
        _voided.Remove(incident.Id);
    }

    public void NoteVoid(string incident)
    {
        _incidents.Remove(incident);
        _voided.Add(incident);
    }

    public static ulong DigestOf(IMessage? message) => message is null ? 0 : XxHash3.HashToUInt64(message.ToByteArray());
}
