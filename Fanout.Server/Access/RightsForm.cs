namespace Fanout.Server.Access;

/// <summary>What somebody may read: of a tier in the configuration, and as readers have it (<see cref="ReaderForm"/>).</summary>
internal record RightsForm
{
    public const string Full = "full";
    public const string ScoreOnly = "score";

    /// <summary>Topics (<see cref="TopicPattern"/>), 1 to <see cref="Rights.TopicsMax"/>.</summary>
    public string[]? Topics { get; set; }

    /// <summary>
    /// <see cref="Full"/>, the default, or <see cref="ScoreOnly"/>: nothing of a match but its score view and its headline, which
    /// names the last notable incident.
    /// </summary>
    public string? Fields { get; set; }

    /// <summary>How far behind live at least, in seconds, 0 to 120; 0 by default.</summary>
    public int DelaySeconds { get; set; }

    /// <summary>Subscriptions on one connection at most; as many as the server allows by default.</summary>
    public int? Subscriptions { get; set; }

    /// <summary>Connections that whoever has such tokens may have open at a time on one node; no limit by default.</summary>
    public int? Connections { get; set; }
}
