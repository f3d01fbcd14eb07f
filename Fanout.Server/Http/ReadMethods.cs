namespace Fanout.Server.Http;

/// <summary>Methods of an endpoint that only reads.</summary>
internal static class ReadMethods
{
    public static readonly string[] All = [HttpMethods.Get, HttpMethods.Head];
}
