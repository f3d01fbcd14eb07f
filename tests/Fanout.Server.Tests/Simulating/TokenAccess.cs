using Fanout.Server.Sessions;

namespace Fanout.Server.Tests.Simulating;

/// <summary>Access by tokens that a test makes up; answers when the test says so.</summary>
internal sealed class TokenAccess : IAccess
{
    private readonly Dictionary<string, Principal> _principals = [];
    private TaskCompletionSource? _held;

    public Principal? Anonymous { get; set; }

    public void Grant(
        string token,
        long expiresMs = 0,
        Func<Fanout.Server.Topics.TopicName, bool>? maySee = null,
        uint delaySecondsMin = 0) =>
        _principals[token] = new Principal(token, expiresMs, ["read"], maySee ?? (static _ => true))
        {
            DelaySecondsMin = delaySecondsMin,
        };

    /// <summary>From now on questions wait.</summary>
    public void Hold() => _held = new TaskCompletionSource();

    /// <summary>What waits is answered.</summary>
    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    public async ValueTask<Principal?> AuthorizeAsync(string token, CancellationToken cancellationToken)
    {
        if (_held is not null)
            await _held.Task;
        return _principals.GetValueOrDefault(token);
    }
}
