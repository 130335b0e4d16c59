<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About this gate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MaskGate {version}, under the licence {licence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Liveness check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Limits</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>MaskGate administration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>About</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Enrol</name>
    <message>
        <source>Enrol a person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {steps}: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stored.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mask is on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave this one out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use photographs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a folder first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n pictures</source>
        <translation>
            <numerusform>{name}: %n picture</numerusform>
            <numerusform>{name}: %n pictures</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing with everybody enrolled …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pictures are one person&apos;s, and nobody enrolled looks too much like them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have looked: they are two people</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate will then ask for a clearer likeness of these two, and may refuse both.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take new pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Signature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or type your name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I do not agree</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, sign here. The signature itself is not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the text to its end, then sign.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may stay empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove on (YYYY-MM-DD)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is no day: write it as 2027-01-31.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From a list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>List</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol everybody on the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop after this person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For another model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who is left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder with a sub-folder of photographs for each person</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on although somebody has no photographs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol everybody again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name a file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report: {file}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report could not be written beside the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody enrolled is known to the model in use, {model}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} are not known to the model in use, {model}.</source>
        <translation>
            <numerusform>%n of {total} is not known to the model in use, {model}.</numerusform>
            <numerusform>%n of {total} are not known to the model in use, {model}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Touch a name to enrol that person again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is enrolled, and known at the gate now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave the test out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrol somebody else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test: look into the camera, {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The test was left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate took {name} for {other}: take new pictures of both people.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Straight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>With a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look straight into the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slightly to your left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slightly to your right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin a little</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put a mask on, if you wear one at work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera gives no picture; it is being tried again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step before the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Two people are in view: one at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move to the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too far: come closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too dark: turn to the light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too bright, or glasses that glare: turn away from the light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn a little to your left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn a little to your right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower your chin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold your head upright</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hardly any contrast: clean the lens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take away what covers your mouth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not clear enough: look into the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the mask on and press Mask is on, or leave it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Good: hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All pictures are taken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This entrance recognises people by their face.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What for: to open this door for you, and for nothing else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you do not agree, you get another way in, such as a badge or a PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A CSV file (UTF-8) with the columns {needed}; if wanted, also {more}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Photographs are looked for beside the file; several are separated by a semicolon.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate recognises {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The gate did not recognise {name}: test again in the light of the entrance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness {cosine}; {threshold} is needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is probably {name}, who is enrolled already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This person looks like {name}: the gate could let in the wrong one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Likeness {cosine}; the gate accepts from {threshold}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is kept: your name, and rows of numbers (templates) made from pictures taken now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The pictures themselves are not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The templates are encrypted and stay on this device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long: until you leave, the agreed day has come, or you withdraw your consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may withdraw it at any time, without giving a reason and without disadvantage.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is then deleted, and you get a receipt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Or a folder of photographs</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} enrolled.</source>
        <translation>
            <numerusform>%n of {total} enrolled.</numerusform>
            <numerusform>%n of {total} enrolled.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One moment, please.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step up to the camera</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You can keep your mask on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Face the camera and hold still for a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No entry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The camera will be back by itself. Until then, please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door stays closed. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look at the camera and try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure who you are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer and try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can’t see you clearly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer, face the camera and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not sure yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep looking at the camera and hold still.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please step up alone; the others wait a few steps back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture is late</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please wait a moment and look at the camera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step in front of the camera and look at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate knows nobody yet. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everybody has to be enrolled again here. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please show your own face</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures and screens don’t open this door. Step back and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You were just let in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the door is closed again, wait a moment and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You have passed already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You did not check out the last time. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One more, please</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This door opens for two. The second person may step up now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Locked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The door is locked in an emergency. Please wait, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your access begins on a later day. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Access has ended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please ask reception to renew it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at this door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please use another door, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not at this hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please come back in your hours, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock is not right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This gate can’t tell the time now. Please ask reception to let you in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please put on a mask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cover mouth and nose, then look at the camera again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One thing more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show your badge or type your PIN, and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge or PIN not accepted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please try again, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is not your badge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use your own badge or PIN, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too many tries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please wait a moment, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entries can’t be recorded now, so nobody is let in. Please ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One or two steps towards the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One step away from the screen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To the middle</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stand so that your face is in the middle of the picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stand still for a moment and look at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn towards the light, or use badge or PIN.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep looking at the camera.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slowly to your left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turn your head slowly to your right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Raise your chin slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lower your chin slowly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Please close the door</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It has been open for too long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Badge or PIN only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Faces can’t be recognised now. Use your badge or PIN, or ask reception.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reception: {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Badge or PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n digits typed</source>
        <translation>
            <numerusform>%n digit typed</numerusform>
            <numerusform>%n digits typed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinSheet</name>
    <message>
        <source>Badge number and PIN</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your number, then OK.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type your PIN, then OK.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>PrivacySheet</name>
    <message>
        <source>Privacy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Privacy notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This camera compares faces with those of people who have agreed to be enrolled here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture is kept, and none leaves this device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of enrolled people a sealed template is kept, not a photograph, until it is deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each decision is recorded: when, who, and whether the door opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You need not use your face: ask for a badge or PIN instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SearchList</name>
    <message>
        <source>Search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Results</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>%n of {total} shown</numerusform>
            <numerusform>%n of {total} shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>in order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gate: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network: {state}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
