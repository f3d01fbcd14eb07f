using System.Collections.Frozen;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Ingest.Normalising.Correcting;

/// <summary>
/// A field of a match that editors may correct and lock, by the name that <see cref="Proposal.Takes"/> knows: what is stated
/// together is locked together.
/// </summary>
internal sealed class MatchField
{
    public const string Clock = "clock";

    private const string IncidentsName = "incidents";
    private const string StatsName = "stats";

    /// <summary>Parts that only one sport has; each member of them is a field.</summary>
    private static readonly string[] Parts =
        ["tennis", "badminton", "cricket", "baseball", "basketball", "iceHockey", "football"];

    /// <summary>Fields that their part of the match is there for: a score of 0:0 is another thing than none.</summary>
    private static readonly string[] Wholes = [ScoreFields.Score, ScoreFields.Shootout, Clock];

    private static readonly FrozenDictionary<string, FieldPath[]> Heads = AllHeads().ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FieldPath[] _paths = [];

    private MatchField(string name, FieldPath[] paths) => (Name, _paths) = (name, paths);

    private MatchField(string name) => Name = name;

    public string Name { get; }

    /// <summary>Id of the incident that it is; null: it is none.</summary>
    public string? Incident { get; private init; }

    /// <summary>Key of the statistic that it is; null: it is none.</summary>
    public string? Stat { get; private init; }

    /// <summary>Whether it can be kept as it is only where it is there.</summary>
    public bool MustBeThere => Incident is not null || Stat is not null || IsWhole;

    private bool IsWhole => Wholes.Contains(Name);

    /// <summary>Those that are no elements of lists, in the order of their names.</summary>
    public static IReadOnlyList<string> HeadNames { get; } = [.. Heads.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null: it is no such field.</summary>
    public static MatchField? Find(string name)
    {
        if (Heads.TryGetValue(name, out var paths)) return new MatchField(name, paths);
        if (KeyIn(name, IncidentsName) is { } incident) return new MatchField(name) { Incident = incident };
        return KeyIn(name, StatsName) is { } stat ? new MatchField(name) { Stat = stat } : null;
    }

    public static string OfIncident(string id) => $"{IncidentsName}[{id}]";

    /// <summary>The fields of which a delta says something, in the order of their names.</summary>
    public static IEnumerable<string> In(MatchDelta delta)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, paths) in Heads)
        {
            if (paths.Any(path => path.IsIn(delta))) names.Add(name);
        }
        if (delta.Incidents is { } incidents)
            names.UnionWith(incidents.Upsert.Select(static one => one.Id).Concat(incidents.Remove).Select(OfIncident));
        if (delta.Stats is { } stats)
            names.UnionWith(stats.Upsert.Select(static one => one.Key).Concat(stats.Remove).Select(static key => $"{StatsName}[{key}]"));
        return names;
    }

    /// <summary>Sets it, where it is no element of a list, to what it is elsewhere.</summary>
    /// <param name="from">State to read.</param>
    /// <param name="to">State to change; its messages are its own, and share what they get.</param>
    public void Copy(MatchState from, MatchState to)
    {
        foreach (var path in _paths) path.Copy(from, to);
    }

    /// <summary>The field alone, as a match has it.</summary>
    public MatchState PartOf(Match match)
    {
        var part = new MatchState();
        if (Incident is not null)
        {
            if (match.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(Incident) is { } incident) part.Incidents.Add(incident);
        }
        else if (Stat is not null)
        {
            if (match.Elements<Stat>(MatchState.StatsFieldNumber).Find(Stat) is { } stat) part.Stats.Add(stat);
        }
        else
        {
            if (!_paths.All(path => path.IsUnset(match.Head, IsWhole))) Copy(match.Head, part);
        }
        return part;
    }

    /// <summary>Whether two states have it alike; also what is absent.</summary>
    public bool IsSame(Match one, Match other) =>
        ReferenceEquals(one, other) || PartOf(one).ToByteString().Equals(PartOf(other).ToByteString());

    private static string? KeyIn(string name, string list) =>
        name.StartsWith(list, StringComparison.Ordinal) && name.Length > list.Length + 2 && name[list.Length] == '[' && name[^1] == ']'
            ? name[(list.Length + 1)..^1]
            : null;

    private static IEnumerable<KeyValuePair<string, FieldPath[]>> AllHeads()
    {
        foreach (var name in (string[])["status", "winner", "winMethod", "result", "phase"]) yield return Of(name, name);
        yield return Of(Clock, "clock.kind", "clock.running", "clock.valueMs", "clock.anchorMs", "clock.periodMs");
        yield return Of("clock.addedMinutes", "clock.addedMinutes");
        yield return Of(ScoreFields.Score, "score.home", "score.away");
        yield return Of(ScoreFields.Shootout, "score.shootout.home", "score.shootout.away");
        foreach (var name in (string[])["periods", "afterRegulation", "basis", "aggregate", "tie", "shootout.kicks"])
            yield return Of($"score.{name}", $"score.{name}");
        foreach (var part in Parts)
        {
            var message = MatchState.Descriptor.Fields.InFieldNumberOrder().Single(field => field.JsonName == part).MessageType;
            foreach (FieldDescriptor member in message.Fields.InFieldNumberOrder())
                yield return Of($"{part}.{member.JsonName}", $"{part}.{member.JsonName}");
        }
    }

    private static KeyValuePair<string, FieldPath[]> Of(string name, params string[] paths) =>
        new(name, [.. paths.Select(static path => new FieldPath(MatchState.Descriptor, path))]);
}
