using System.Security.Cryptography;
using Fanout.Server.Delivery;

namespace Fanout.Server.Sessions;

/// <summary>Makes the session of each connection.</summary>
internal sealed class SessionFactory(SessionServices services)
{
    /// <summary>Tells the sessions of this process from those of an earlier one on the same node.</summary>
    private readonly string _run = RandomNumberGenerator.GetHexString(8, lowercase: true);

    public Session Create(Connection connection, ConnectionSetup setup) =>
        new(connection, setup, services, $"{_run}-{connection.Number}");
}
