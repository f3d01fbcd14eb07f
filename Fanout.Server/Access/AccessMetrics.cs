using System.Diagnostics.Metrics;

namespace Fanout.Server.Access;

/// <summary>How many tokens were refused. Registered once per process.</summary>
/// <remarks>
/// Of a topic that a token does not allow nothing is counted: that is a client's mistake, and no sign of trouble. Who is
/// refused for an origin shows no token, and is counted with those who were not let in
/// (<see cref="Admission.ConnectionGate.CountRefused"/>).
/// </remarks>
internal sealed class AccessMetrics
{
    private readonly Counter<long> _refused;

    public AccessMetrics(IMeterFactory meters) => _refused = meters.Create("fanout.access").CreateCounter<long>(
        "fanout.access.refused", "{refusal}", "Readers' tokens that were refused, by reason");

    /// <summary>A token that was judged and is not good.</summary>
    public void TokenRefused(AccessVerdict verdict) => Count(verdict.HasEnded ? "ended" : "token");

    /// <summary>A token of which it cannot be told now whether it is good.</summary>
    public void TokenUnjudged() => Count("unavailable");

    private void Count(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
