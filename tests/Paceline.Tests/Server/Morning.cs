using Dapper;
using Microsoft.Data.Sqlite;
using NodaTime;
using Paceline.Dialing.Groups;
using Paceline.Storage;
using Paceline.Tests.Dialing.Pacing;

namespace Paceline.Tests.Server;

/// <summary>A campaign that has worked since the morning: so many people have answered, and nobody was abandoned, that the next may be dialled
/// while nobody is kept for them.</summary>
internal static class Morning
{
    /// <summary>Writes it into the rows of a server that reads them at its next start.</summary>
    public static async Task WriteAsync(string folder, string campaign)
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        GroupFact.PacingLearned learned = new(PacingStory.Learned(500), new(now.InUtc().Date, Duration.FromHours(4)));
        await using SqliteConnection rows = new($"Data Source={Path.Combine(folder, "paceline.db")};Pooling=False");
        await rows.ExecuteAsync(
            """
            insert into abandonment_day (group_id, day, answered, abandoned) values (@campaign, @Day, 500, 0)
            on conflict do update set answered = excluded.answered, abandoned = excluded.abandoned;
            update campaign_group set pacing = @Pacing, pacing_at = @At where id = @campaign;
            """,
            new { campaign, Day = Projection.DayOf(now.InUtc().Date), Pacing = FactJson.Write(learned), At = now.Stored });
    }
}
