using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fanout.Server.Topics;

namespace Fanout.Server.Access;

/// <summary>What a reader may see, how much of it at a time, and how far behind live.</summary>
internal sealed class Rights
{
    /// <summary>Patterns of one reader: each is looked at for each topic that it asks for.</summary>
    public const int TopicsMax = 200;

    private readonly TopicPattern[] _topics;
    private readonly TopicPattern[] _closed; // ids of matches of which nothing is open, whatever the topics say
    private readonly bool _coversAll;

    private Rights(TopicPattern[] topics, bool isScoreOnly, TopicPattern[] closed)
    {
        (_topics, IsScoreOnly, _closed) = (topics, isScoreOnly, closed);
        _coversAll = Array.Exists(topics, static topic => topic.CoversAll(""));
        View = BoardView.Of(topics, isScoreOnly, closed);
    }

    /// <summary>Everything, live.</summary>
    public static Rights All { get; } = Everything();

    /// <summary>Whether `match/` and `events/` are closed to it, whatever its topics say.</summary>
    public bool IsScoreOnly { get; }

    /// <summary>What it is shown on boards; null: every match.</summary>
    public BoardView? View { get; }

    /// <summary>How far behind live it must run at least, in seconds. 0 to <see cref="Horizon.DelaySecondsMax"/>, 0 by default.</summary>
    public uint DelaySecondsMin { get; private init; }

    /// <summary>Subscriptions that one of its connections may have; null: as many as the server allows.</summary>
    public int? SubscriptionsMax { get; private init; }

    /// <summary>Connections that its holder may have open on this node; null: no limit.</summary>
    public int? ConnectionsMax { get; private init; }

    /// <summary>The tier that it is of; null: none.</summary>
    public string? Tier { get; private init; }

    /// <summary>Where its reader is; null: nobody says.</summary>
    public string? Territory { get; private init; }

    /// <summary>What `authorized` tells the client, for people to read: `read` for everything, `read:score/*` for less.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. _topics.Select(static topic => topic.CoversAll("") ? "read" : $"read:{topic}"),
        .. IsScoreOnly ? ["fields=score"] : Array.Empty<string>(),
        .. DelaySecondsMin > 0 ? [Setting("delaySeconds", DelaySecondsMin)] : Array.Empty<string>(),
        .. SubscriptionsMax is { } max ? [Setting("subscriptions", max)] : Array.Empty<string>(),
        .. ConnectionsMax is { } connections ? [Setting("connections", connections)] : Array.Empty<string>(),
        .. Tier is not null ? [$"tier={Tier}"] : Array.Empty<string>(),
        .. Territory is not null ? [$"territory={Territory}"] : Array.Empty<string>(),
    ];

    /// <summary>Reads what was granted; <paramref name="problem"/> names what cannot be.</summary>
    public static bool TryRead(
        RightsForm form, [NotNullWhen(true)] out Rights? rights, [NotNullWhen(false)] out string? problem)
    {
        rights = null;
        var topics = new List<TopicPattern>();
        problem = form.Topics is { Length: > 0 and <= TopicsMax }
            ? null
            : $"topics: {form.Topics?.Length ?? 0} of them, 1 to {TopicsMax} may be";
        foreach (var text in problem is null ? form.Topics! : [])
        {
            if (!TopicPattern.TryParse(text, out var topic, out problem))
                return false;
            topics.Add(topic);
        }
        problem ??= ProblemOf(form);
        if (problem is not null)
            return false;
        rights = new Rights([.. topics], form.Fields == RightsForm.ScoreOnly, closed: [])
        {
            DelaySecondsMin = (uint)form.DelaySeconds,
            SubscriptionsMax = form.Subscriptions,
            ConnectionsMax = form.Connections,
        };
        return true;
    }

    /// <summary>What is left of a tier's rights for who says less; null: no topic.</summary>
    /// <param name="own">What he says.</param>
    /// <param name="tier">The tier's name.</param>
    public Rights? NarrowedTo(Rights own, string tier)
    {
        TopicPattern[] both = [.. _topics.SelectMany(_ => own._topics, static (one, other) => one.And(other)).OfType<TopicPattern>().Distinct()];
        return both.Length == 0 ? null : new Rights(both, IsScoreOnly || own.IsScoreOnly, _closed)
        {
            DelaySecondsMin = Math.Max(DelaySecondsMin, own.DelaySecondsMin),
            SubscriptionsMax = Lower(SubscriptionsMax, own.SubscriptionsMax),
            ConnectionsMax = Lower(ConnectionsMax, own.ConnectionsMax),
            Tier = tier,
        };
    }

    /// <summary>The same for a reader in a territory.</summary>
    /// <param name="territory">Where it is; null: nobody says.</param>
    /// <param name="closed">Ids of matches that are closed there; shared.</param>
    public Rights In(string? territory, TopicPattern[] closed) => territory is null && closed.Length == 0 ? this : new(_topics, IsScoreOnly, closed)
    {
        DelaySecondsMin = DelaySecondsMin,
        SubscriptionsMax = SubscriptionsMax,
        ConnectionsMax = ConnectionsMax,
        Tier = Tier,
        Territory = territory,
    };

    /// <summary>Whether a topic is open to it. A board is where any match may be, and it is another one for another <see cref="View"/>.</summary>
    public bool MaySee(TopicName name) => name.Kind switch
    {
        TopicKind.Board => View is not { IsEmpty: true } && Covers(name.Page == 1 ? name : name with { Page = 1 }),
        TopicKind.Score => Covers(name) && !IsClosed(name.Key),
        _ => !IsScoreOnly && Covers(name) && !IsClosed(name.Key),
    };

    /// <summary>Whether a match may stand in a list for it: any of its topics is open.</summary>
    public bool MayList(string matchId) => View is null
        || Array.Exists(TopicName.MatchKinds, kind => MaySee(new TopicName(kind, matchId, 1)));

    /// <summary>The topic that it gets under a name: of boards, the one that shows its matches.</summary>
    public TopicName Own(TopicName name) => name.Kind == TopicKind.Board && !Equals(name.View, View) ? name with { View = View } : name;

    /// <summary>What stands against its having a topic so far behind live; null: nothing. Of boards, as they were made for a view.</summary>
    public Objection? ObjectionTo(TopicName name, uint delaySeconds)
    {
        if (!MaySee(name))
            return Objection.OtherTopics;
        if (delaySeconds < DelaySecondsMin)
            return Objection.TooCloseToLive(DelaySecondsMin);
        return Own(name) == name ? null : Objection.OtherMatches;
    }

    /// <summary>The delay that it gets where it asks for this one.</summary>
    public uint Granted(uint delaySeconds) => Math.Max(delaySeconds, DelaySecondsMin);

    private bool Covers(TopicName name)
    {
        if (_coversAll)
            return true; // without a word on most servers, and for each of a client's thousand topics
        var text = name.ToString();
        foreach (var topic in _topics)
        {
            if (topic.Covers(text))
                return true;
        }
        return false;
    }

    private bool IsClosed(string matchId)
    {
        foreach (var match in _closed)
        {
            if (match.Covers(matchId))
                return true;
        }
        return false;
    }

    private static string? ProblemOf(RightsForm form)
    {
        if (form.Fields is not (null or RightsForm.Full or RightsForm.ScoreOnly))
            return $"fields: \"{form.Fields}\" is not one of {RightsForm.Full}, {RightsForm.ScoreOnly}";
        if (form.DelaySeconds is < 0 or > (int)Horizon.DelaySecondsMax)
            return string.Create(CultureInfo.InvariantCulture, $"delaySeconds: {form.DelaySeconds} is not 0 to {Horizon.DelaySecondsMax}");
        if (form.Subscriptions is < 1)
            return string.Create(CultureInfo.InvariantCulture, $"subscriptions: {form.Subscriptions} is not 1 or more");
        return form.Connections is < 1
            ? string.Create(CultureInfo.InvariantCulture, $"connections: {form.Connections} is not 1 or more")
            : null;
    }

    private static Rights Everything() =>
        TryRead(new RightsForm { Topics = ["*"] }, out var rights, out var problem)
            ? rights
            : throw new InvalidOperationException(problem);

    private static int? Lower(int? one, int? other) => one is null || other < one ? other : one;

    private static string Setting(string name, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={value}");
}
