using Fanout.Server.Access;

namespace Fanout.Server.Tests.Simulating;

/// <summary>Access by tokens that a test makes up; answers when the test says so.</summary>
internal sealed class GivenAccess : IAccess
{
    private readonly Dictionary<string, Principal> _principals = [];
    private TaskCompletionSource? _held;

    public Principal? Anonymous { get; set; }

    /// <param name="token">The token.</param>
    /// <param name="expiresMs">When it ends; 0: never.</param>
    /// <param name="topics">What it may see; null: everything.</param>
    /// <param name="delaySecondsMin">How far behind live.</param>
    /// <param name="revocations">Where it may be revoked; the token is its id.</param>
    /// <param name="connections">How many connections whoever has it may have; null: any number.</param>
    /// <param name="closed">Ids of matches that are closed where its reader is, with * behind it how they begin.</param>
    public void Grant(
        string token,
        long expiresMs = 0,
        string[]? topics = null,
        uint delaySecondsMin = 0,
        Revocations? revocations = null,
        int? connections = null,
        string[]? closed = null) =>
        _principals[token] = new Principal(token, expiresMs, RightsOf(new RightsForm
        {
            Topics = topics ?? ["*"],
            DelaySeconds = (int)delaySecondsMin,
            Connections = connections,
        }).In(null, [.. new TerritoryOptions { Matches = closed ?? [] }.Patterns]))
        {
            Token = new TokenMark(token, null, 0),
            Revocations = revocations,
            Holder = token,
        };

    public static Rights RightsOf(RightsForm form)
    {
        Assert.True(Rights.TryRead(form, out var rights, out var problem), problem);
        return rights;
    }

    /// <summary>From now on questions wait.</summary>
    public void Hold() => _held = new TaskCompletionSource();

    /// <summary>What waits is answered.</summary>
    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    public async ValueTask<AccessVerdict> AuthorizeAsync(string token, CancellationToken cancellationToken)
    {
        if (_held is not null)
            await _held.Task;
        return _principals.TryGetValue(token, out var principal)
            ? AccessVerdict.Granted(principal)
            : AccessVerdict.Refused("nobody was given it");
    }
}
