using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Fanout.Server.OpenApi;

/// <summary>Says of an endpoint which message its 200 holds.</summary>
internal sealed record MessageResponse(MessageDescriptor Message);

internal static class MessageResponseExtensions
{
    /// <summary>The endpoint answers 200 with this message as JSON.</summary>
    public static RouteHandlerBuilder ProducesMessage<T>(this RouteHandlerBuilder endpoint)
        where T : class, IMessage<T>, new() =>
        endpoint.WithMetadata(new MessageResponse(new T().Descriptor));
}
