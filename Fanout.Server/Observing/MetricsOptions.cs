namespace Fanout.Server.Observing;

/// <summary>Who may read the numbers of a server.</summary>
internal sealed class MetricsOptions
{
    /// <summary>Section below <c>Fanout</c>.</summary>
    public const string Section = "Metrics";

    /// <summary>Serves <c>/metrics</c> to everyone who can reach the server; otherwise, and by default, to this machine alone.</summary>
    public bool Public { get; set; }
}
