namespace Fanout.Server.Delivery;

internal static partial class DeliveryLog // ids 2000–2099, never reused
{
    [LoggerMessage(2001, LogLevel.Warning, "Closing stalled connection {ConnectionNumber}: no byte taken for {Ms} ms")]
    public static partial void StalledClosed(ILogger logger, long connectionNumber, long ms);

    [LoggerMessage(
        2002, LogLevel.Information, "Closing silent connection {ConnectionNumber}: nothing received for {Ms} ms")]
    public static partial void SilentClosed(ILogger logger, long connectionNumber, long ms);

    [LoggerMessage(2003, LogLevel.Error, "Ending connection {ConnectionNumber}, which failed in an unforeseen way")]
    public static partial void Failed(ILogger logger, Exception failure, long connectionNumber);
}
