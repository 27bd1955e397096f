using System.Net.Sockets;
using Paceline.Demo;
using Paceline.Processes;
using Paceline.Settings;
using Paceline.Storage;
using Paceline.Voice;

namespace Paceline.Commands;

/// <summary>How the program ends: 0 good, 1 the work failed, 2 it could not begin as it was asked to.</summary>
internal static class Exits
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int Refused = 2;

    /// <summary>A refusal becomes a sentence on the error output and exit code 2; anything else is a fault and may be seen as one.</summary>
    public static Task<int> GuardAsync(Func<Task<int>> work) => GuardAsync(work, Console.Error);

    public static async Task<int> GuardAsync(Func<Task<int>> work, TextWriter errors)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return Good;
        }
        catch (Exception refusal) when (refusal is StoreRefusedException or ImportRefusedException or SettingRefusedException
            or VoiceSettingsException or DemoRefusedException)
        {
            await errors.WriteLineAsync(refusal.Message);
            return Refused;
        }
        catch (Exception surroundings) when (surroundings is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            await errors.WriteLineAsync($"{surroundings.Message} Paceline needs a data directory that its user owns (--data).");
            return Refused;
        }
        catch (ChildEndedException ended)
        {
            if (!ended.HasSaidWhy)
            {
                await errors.WriteLineAsync(ended.Message);
            }

            return ended.Code == Refused ? Refused : Failed;
        }
        catch (IOException inUse) when (inUse.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException)
        {
            await errors.WriteLineAsync($"{inUse.Message} Choose another with --port, or end the program that has it.");
            return Refused;
        }
    }
}
