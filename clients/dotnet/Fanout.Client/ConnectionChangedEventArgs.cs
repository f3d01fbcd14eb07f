namespace Fanout.Client;

/// <summary>A connection was made or lost.</summary>
/// <param name="isConnected">Whether a connection stands now.</param>
/// <param name="cause">What ended the last one; null where the server closed it in good order.</param>
public sealed class ConnectionChangedEventArgs(bool isConnected, Exception? cause) : EventArgs
{
    public bool IsConnected { get; } = isConnected;

    public Exception? Cause { get; } = cause;
}
