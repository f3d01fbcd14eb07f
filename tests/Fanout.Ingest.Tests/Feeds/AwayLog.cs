using Fanout.Log;
using Fanout.Log.Tests;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>A log that takes nothing while it is away.</summary>
internal sealed class AwayLog(IEventLog inner) : LogDecorator(inner)
{
    private volatile bool _isAway;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    public override ValueTask<AppendAnswer> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default) =>
        _isAway ? throw new LogStorageException("the log is away") : base.AppendAsync(request, cancellationToken);
}
