"""Answers of `youtubei/v1/player`, in the shape of the recorded ones."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from ..media import FRAMES_PER_SECOND, PictureCodec, SoundCodec
from .addresses import LIFETIME_SECONDS, MODIFIED_MICROSECONDS, Addresses
from .catalogue import AudioTrack, Live, Refusal, Refusals, Video
from .formats import Format, combined_formats, picture_formats, sound_formats

WEB_CLIENT = "WEB"
"""The client that is told what a video is, but no addresses (as recorded)."""
PUBLISHED = "2024-03-01T09:30:00-08:00"
_QUALITIES = {
    144: "tiny", 240: "small", 360: "medium", 480: "large",
    720: "hd720", 1080: "hd1080", 1440: "hd1440", 2160: "hd2160",
}  # fmt: skip
_LIFTED = (Refusals.AGE.value, Refusals.MEMBERS.value, Refusals.BOT_CHECK.value)
"""What nobody is told who is signed in."""
_THUMBNAILS = {"mqdefault": (320, 180), "hqdefault": (480, 360), "hq720": (1280, 720)}
_TRANSLATIONS = {"en": "English", "fa": "Persian", "de": "German", "fr": "French"}


def player_answer(
    video: Video | None, client: str, addresses: Addresses, *, bot_check: bool, signed_in: bool = False
) -> dict[str, Any]:
    """What `client` is told about `video`; None stands for an unknown id."""
    refusal = Refusals.BOT_CHECK.value if bot_check else video.refused if video else Refusals.UNKNOWN.value
    if signed_in and refusal in _LIFTED:
        refusal = None
    if refusal and (video is None or not refusal.names_video):
        return {"playabilityStatus": _refused(refusal)}
    assert video is not None
    answer: dict[str, Any] = {
        "playabilityStatus": _refused(refusal) if refusal else _playable(video),
        "videoDetails": _details(video),
    }
    if client == WEB_CLIENT:
        answer["microformat"] = {"playerMicroformatRenderer": _microformat(video)}
    elif not refusal and video.live is not Live.UPCOMING:
        answer["streamingData"] = _streaming_data(video, addresses)
        answer["captions"] = _captions(video)
    return answer


def _refused(refusal: Refusal) -> dict[str, Any]:
    message = {"reason": {"simpleText": refusal.reason}}
    if refusal.subreason:
        message["subreason"] = {"simpleText": refusal.subreason}
    status = {
        "status": refusal.status,
        "reason": refusal.reason,
        "errorScreen": {"playerErrorMessageRenderer": message},
    }
    if refusal is Refusals.AGE.value:
        status["desktopLegacyAgeGateReason"] = "1"
    return status


def _playable(video: Video) -> dict[str, Any]:
    if video.live is Live.UPCOMING:
        return {"status": "LIVE_STREAM_OFFLINE", "reason": "This live event will begin in 3 hours."}
    return {"status": "OK", "playableInEmbed": True}


def _details(video: Video) -> dict[str, Any]:
    state = {Live.NOW: {"isLive": True}, Live.UPCOMING: {"isUpcoming": True}}.get(video.live, {})
    return {
        "videoId": video.id,
        "title": video.title,
        "lengthSeconds": "0" if video.is_running else str(round(video.duration_seconds)),
        **state,
        "keywords": ["invented"],
        "channelId": video.channel_id,
        "isOwnerViewing": False,
        "shortDescription": video.description,
        "isCrawlable": not video.unlisted,
        "thumbnail": {"thumbnails": thumbnails(video.id)},
        "allowRatings": True,
        "viewCount": "1234",
        "author": video.channel,
        "isPrivate": False,
        "isUnpluggedCorpus": False,
        "isLiveContent": video.live is not Live.NO,
        "isTvfilmVideo": False,
    }


def thumbnails(video_id: str) -> list[dict[str, Any]]:
    """The pictures that stand for a video, smallest first."""
    return [
        {"url": f"https://i.ytimg.com/vi/{video_id}/{name}.jpg", "width": width, "height": height}
        for name, (width, height) in _THUMBNAILS.items()
    ]


def _microformat(video: Video) -> dict[str, Any]:
    return {
        "thumbnail": {"thumbnails": thumbnails(video.id)[-1:]},
        "title": {"simpleText": video.title},
        "description": {"simpleText": video.description},
        **({} if video.is_running else {"lengthSeconds": str(round(video.duration_seconds))}),
        "ownerProfileUrl": f"http://www.youtube.com/{video.handle}",
        "externalChannelId": video.channel_id,
        "isFamilySafe": video.refusal is not Refusals.AGE,
        "availableCountries": ["DE", "FR"],
        "isUnlisted": video.unlisted,
        "hasYpcMetadata": False,
        "viewCount": "1234",
        "category": "Education",
        "publishDate": PUBLISHED,
        "ownerChannelName": video.channel,
        **_broadcast(video),
        "uploadDate": PUBLISHED,
        "isShortsEligible": video.vertical,
        "externalVideoId": video.id,
        "likeCount": "56",
        "canonicalUrl": f"https://www.youtube.com/watch?v={video.id}",
    }


def _broadcast(video: Video) -> dict[str, Any]:
    if video.live is Live.NO:
        return {}
    now = datetime.now(UTC)
    start = now + timedelta(hours=3) if video.live is Live.UPCOMING else now - timedelta(days=1)
    details = {"isLiveNow": video.live is Live.NOW, "startTimestamp": start.isoformat(timespec="seconds")}
    if video.live is Live.FINISHED:
        end = start + timedelta(seconds=video.duration_seconds)
        details["endTimestamp"] = end.isoformat(timespec="seconds")
    return {"liveBroadcastDetails": details}


def _streaming_data(video: Video, addresses: Addresses) -> dict[str, Any]:
    pictures = [_described(video, form, addresses) for form in picture_formats(video)]
    data: dict[str, Any] = {
        "expiresInSeconds": str(LIFETIME_SECONDS),
        "formats": [_described(video, form, addresses) for form in combined_formats(video)],
        "adaptiveFormats": [*pictures, *_described_sounds(video, addresses)],
    }
    if video.hls:
        data["hlsManifestUrl"] = addresses.issue_stream(video.id)
    return data


def _described_sounds(video: Video, addresses: Addresses) -> Iterator[dict[str, Any]]:
    for form in sound_formats(video):
        for track in video.audio_tracks or (None,):
            yield _described(video, form, addresses, track)


def _described(
    video: Video, form: Format, addresses: Addresses, track: AudioTrack | None = None
) -> dict[str, Any]:
    """One element of `formats` or `adaptiveFormats`."""
    average = round(form.size_bytes * 8 / video.duration_seconds)
    described: dict[str, Any] = {
        "itag": form.itag,
        "url": addresses.issue(video, form, track),
        "mimeType": f'{form.mime_type}; codecs="{form.codecs}"',
        "bitrate": average,
        "lastModified": str(MODIFIED_MICROSECONDS),
        "contentLength": str(form.size_bytes),
        "quality": _QUALITIES[form.lines] if form.lines else "tiny",
        "projectionType": "RECTANGULAR",
        "averageBitrate": average,
        "approxDurationMs": str(round(video.duration_seconds * 1000)),
        **_picture_fields(form),
        **_sound_fields(form),
    }
    if track:
        described["audioTrack"] = {
            "displayName": track.name,
            "id": track.id,
            "audioIsDefault": track.is_default,
        }
    return described


def _picture_fields(form: Format) -> dict[str, Any]:
    picture = form.media.picture
    if picture is None:
        return {}
    is_hdr = picture.codec is PictureCodec.VP9_HDR
    transfer = "SMPTEST2084" if is_hdr else "BT709"
    return {
        "width": picture.width,
        "height": picture.height,
        "fps": FRAMES_PER_SECOND,
        "qualityLabel": f"{form.lines}p{' HDR' if is_hdr else ''}",
        "colorInfo": {
            "primaries": f"COLOR_PRIMARIES_{'BT2020' if is_hdr else 'BT709'}",
            "transferCharacteristics": f"COLOR_TRANSFER_CHARACTERISTICS_{transfer}",
        },
    }


def _sound_fields(form: Format) -> dict[str, Any]:
    sound = form.media.sound
    if sound is None:
        return {}
    return {
        "audioQuality": "AUDIO_QUALITY_MEDIUM",
        "audioSampleRate": "44100" if sound is SoundCodec.AAC else "48000",
        "audioChannels": 2,
    }


def _captions(video: Video) -> dict[str, Any]:
    tracks = [
        {
            "baseUrl": f"https://www.youtube.com/api/timedtext?v={video.id}&hl=en"
            f"{'&kind=asr' if caption.automatic else ''}&lang={caption.language}",
            "name": {"runs": [{"text": caption.name}]},
            "vssId": f"{'a' if caption.automatic else ''}.{caption.language}",
            "languageCode": caption.language,
            **({"kind": "asr"} if caption.automatic else {}),
            "isTranslatable": True,
            "trackName": "",
        }
        for caption in video.captions
    ]
    languages = [
        {"languageCode": code, "languageName": {"runs": [{"text": name}]}}
        for code, name in _TRANSLATIONS.items()
    ]
    return {"playerCaptionsTracklistRenderer": {"captionTracks": tracks, "translationLanguages": languages}}
